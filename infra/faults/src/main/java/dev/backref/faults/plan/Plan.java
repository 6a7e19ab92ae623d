package dev.backref.faults.plan;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;

/**
 * What is pushed and deleted, round by round. A seed gives the same steps, and the same digests, each time.
 *
 * <p>Within a round nothing is both pushed anew and deleted: Backref looks at what is there, so that a push and a delete
 * that follow one another while it is down are rightly announced by nothing. Between two rounds everything settles; so each
 * edge that appears or vanishes in a round must be announced exactly once.
 */
public final class Plan {
    /** Where everything is pushed. */
    public static final List<String> REPOSITORIES = List.of("faults/app", "faults/service", "tools");

    private static final int RECENT = 60;
    private static final int TAGS = 8;
    private static final int MOST_BEFORE_SUBJECT = 3;

    private final long seed;
    private final SplittableRandom random;
    private final Pool subjects;
    private final Pool live;
    private final Pool deleted;
    private final Pool pushedNow;
    private final Pool deletedNow;
    private List<Step> steps = new ArrayList<>();
    private int manifests;

    public Plan(long seed) {
        this.seed = seed;
        this.random = new SplittableRandom(seed);
        this.subjects = new Pool(random);
        this.live = new Pool(random);
        this.deleted = new Pool(random);
        this.pushedNow = new Pool(random);
        this.deletedNow = new Pool(random);
    }

    /** The steps of the next round, at least so many; everything of the round before has settled by now. */
    public List<Step> round(int size) {
        live.addAll(pushedNow.drain());
        deleted.addAll(deletedNow.drain());
        steps = new ArrayList<>();
        while (steps.size() < size) {
            step();
        }
        return List.copyOf(steps);
    }

    private void step() {
        int percent = random.nextInt(100);
        if (percent < 5) {
            push(image());
        } else if (percent < 8) {
            referrersBeforeTheirSubject();
        } else if (percent < 60) {
            referrerOf(subject());
        } else if (percent < 72) {
            again(percent % 2 == 0 ? live.any() : pushedNow.any());
        } else if (percent < 92) {
            delete(live.take());
        } else {
            deleted.take().ifPresent(this::push);
        }
    }

    private void referrersBeforeTheirSubject() {
        Manifest late = image();
        int before = random.nextInt(1, MOST_BEFORE_SUBJECT + 1);
        for (int number = 0; number < before; number++) {
            referrerOf(late);
        }
        push(late);
    }

    /** Mostly an image; evidence can have evidence of its own. */
    private Manifest subject() {
        Optional<Manifest> evidence = random.nextInt(10) == 0 ? pushedNow.recent(RECENT) : Optional.empty();
        return evidence.or(() -> subjects.recent(RECENT)).orElseGet(this::image);
    }

    private Manifest image() {
        String repository = REPOSITORIES.get(random.nextInt(REPOSITORIES.size()));
        Optional<String> tag =
                random.nextInt(3) == 0 ? Optional.of("t" + random.nextInt(TAGS)) : Optional.<String>empty();
        Manifest image = Manifest.image(seed, manifests++, repository, tag);
        subjects.add(image);
        return image;
    }

    private void referrerOf(Manifest subject) {
        push(Manifest.referrer(seed, manifests++, subject, random.nextInt(3) == 0));
    }

    private void push(Manifest manifest) {
        pushedNow.add(manifest);
        steps.add(new Step(Step.Kind.PUSH, manifest));
    }

    private void again(Optional<Manifest> manifest) {
        manifest.ifPresent(there -> steps.add(new Step(Step.Kind.PUSH_AGAIN, there)));
    }

    private void delete(Optional<Manifest> manifest) {
        manifest.ifPresent(there -> {
            deletedNow.add(there);
            steps.add(new Step(Step.Kind.DELETE, there));
        });
    }
}
