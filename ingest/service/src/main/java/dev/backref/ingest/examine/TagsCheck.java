package dev.backref.ingest.examine;

import dev.backref.ingest.contract.Source;
import dev.backref.ingest.registry.Probe;
import dev.backref.ingest.registry.Probed;
import dev.backref.ingest.registry.Probed.Answered;
import io.vertx.core.Future;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Lists tags a page at a time, in the first of some repositories that has any. */
final class TagsCheck {
    private final Questions questions;
    private final Report report;
    private final boolean account;
    private boolean refused;

    /**
     * @param account whether credentials are configured
     */
    TagsCheck(Questions questions, Report report, boolean account) {
        this.questions = questions;
        this.report = report;
        this.account = account;
    }

    /**
     * Something to look at.
     *
     * @param tag one of the repository's, where it has any
     */
    record Sample(String repository, Optional<String> tag) {}

    /** What can be looked at; absent where no repository can be read. */
    Future<Optional<Sample>> run(List<String> repositories) {
        return look(repositories, Optional.empty());
    }

    private Future<Optional<Sample>> look(List<String> left, Optional<Sample> without) {
        if (left.isEmpty()) {
            without.ifPresent(found -> report.notChecked(Check.TAG_PAGING, "no repository with a tag is known"));
            return Future.succeededFuture(without);
        }
        String repository = left.get(0);
        List<String> others = left.subList(1, left.size());
        Probe first = Probe.firstTag(repository);
        return questions.ask(first).compose(probed -> {
            if (Words.isMissing(probed)) {
                return look(others, without);
            }
            if (!(probed instanceof Answered answer) || answer.status() != 200) {
                return unreadable(repository, probed, others, without);
            }
            readable(repository, answer);
            Optional<List<String>> tags = Names.in(answer, "tags");
            if (tags.isEmpty() && !answer.cut()) {
                report.wrong(Check.TAG_PAGING, answer + " with no list of tags");
                return Future.succeededFuture(Optional.of(new Sample(repository, Optional.empty())));
            }
            List<String> names = tags.orElse(List.of());
            if (names.isEmpty() && !answer.cut()) {
                return look(others, Optional.of(without.orElse(new Sample(repository, Optional.empty()))));
            }
            Optional<String> tag = names.stream().filter(Source.Tag::isTag).findFirst();
            return paging(first, answer, names).map(judged -> Optional.of(new Sample(repository, tag)));
        });
    }

    /** A repository that is refused tells of credentials; any other trouble would be the same in the next one. */
    private Future<Optional<Sample>> unreadable(
            String repository, Probed probed, List<String> others, Optional<Sample> without) {
        if (!Words.isRefusal(probed)) {
            report.wrong(Check.TAG_PAGING, Words.of(probed));
            report.stop("no repository can be read");
            return Future.succeededFuture(without);
        }
        refused = true;
        report.wrong(Check.CREDENTIALS, "may not read " + repository + ", " + Words.of(probed));
        report.stop("no repository may be read");
        return look(others, without);
    }

    private void readable(String repository, Answered answer) {
        report.stop("nothing that is there is known");
        if (refused) {
            return; // That one of them may be read does not make up for another.
        }
        if (answer.authorized()) {
            report.ok(Check.CREDENTIALS, (account ? "accepted" : "none are configured") + ", may read " + repository);
        } else if (!account) {
            report.ok(Check.CREDENTIALS, "none are needed to read " + repository);
        }
    }

    private Future<Boolean> paging(Probe first, Answered answer, List<String> names) {
        if (answer.badLink().isPresent()) {
            report.wrong(Check.TAG_PAGING, answer + ": " + answer.badLink().get());
            return Future.succeededFuture(false);
        }
        if (answer.next().isPresent()) {
            return questions
                    .ask(first.next(answer.next().get()))
                    .map(second -> follow(answer, new HashSet<>(names), second));
        }
        if (names.size() == 1) {
            return questions.ask(Probe.tags(first.repository().orElseThrow())).map(this::compare);
        }
        report.notSupported(Check.TAG_PAGING, "n=1 is ignored: all tags come at once");
        return Future.succeededFuture(true);
    }

    private boolean follow(Answered first, Set<String> names, Probed second) {
        if (!(second instanceof Answered answer) || answer.status() != 200) {
            report.wrong(Check.TAG_PAGING, "the Link to the next page cannot be followed, " + Words.of(second));
            return false;
        }
        List<String> more = Names.in(answer, "tags").orElse(List.of());
        boolean endless = answer.next().isPresent()
                && (names.containsAll(more) || answer.next().equals(first.next()));
        if (endless) {
            report.wrong(Check.TAG_PAGING, "endless: a page brings no new tag and leads to another one");
        } else if (names.size() == 1) {
            report.ok(Check.TAG_PAGING, "n=1 is honoured, and a Link leads on");
        } else {
            report.ok(Check.TAG_PAGING, "a Link leads on, by pages of the registry's own size");
        }
        return !endless;
    }

    /** One tag, and nothing that leads on: it is the only one, or the others would be missed by every listing. */
    private boolean compare(Probed all) {
        if (!(all instanceof Answered answer) || answer.status() != 200) {
            report.wrong(Check.TAG_PAGING, Words.of(all));
            return false;
        }
        boolean more = answer.cut()
                || Names.in(answer, "tags").filter(tags -> tags.size() > 1).isPresent();
        if (more) {
            report.wrong(Check.TAG_PAGING, "with n=1 one of several tags comes, and no Link leads on to the others");
        } else {
            report.notChecked(Check.TAG_PAGING, "the repository that was looked into has a single tag");
        }
        return !more;
    }
}
