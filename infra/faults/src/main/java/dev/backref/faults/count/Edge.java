package dev.backref.faults.count;

/** {@code subject ← referrer} in a repository of the one registry. */
public record Edge(String repository, String subject, String referrer) {
    @Override
    public String toString() {
        return repository + " " + subject + " <- " + referrer;
    }
}
