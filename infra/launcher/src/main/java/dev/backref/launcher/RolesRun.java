package dev.backref.launcher;

import dev.backref.launcher.config.ConfigProblems;
import dev.backref.launcher.standalone.Foreground;
import dev.backref.launcher.standalone.Node;
import dev.backref.launcher.standalone.Progress;
import dev.backref.launcher.standalone.Role;
import dev.backref.launcher.standalone.StandaloneSettings;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Runs a process with some roles in the foreground, until somebody stops it or it fails. */
record RolesRun(ConfigOption config, Set<Role> roles) {
    /** The exit code. */
    int run() throws Exception {
        Progress progress = new Progress(System.out);
        StandaloneSettings settings = progress.during("the names in the configuration to be looked up", config::read);
        List<String> problems = new ArrayList<>(roles.equals(Role.all()) ? List.of() : settings.problemsFor(roles));
        if (roles.contains(Role.INGEST)) {
            problems.addAll(settings.storageProblems());
        }
        if (!problems.isEmpty()) {
            throw new ConfigProblems(problems);
        }
        try (Foreground foreground = new Foreground(progress)) {
            progress.say("Starting Backref; data in " + settings.data());
            Node node = Node.start(settings, roles, progress);
            if (node.awaitReady(foreground::isAskedToStop)) {
                progress.say("ready on "
                        + StandaloneSettings.Http.address(settings.http().host(), node.port()));
            }
            return foreground.hold(node, node::failure);
        }
    }
}
