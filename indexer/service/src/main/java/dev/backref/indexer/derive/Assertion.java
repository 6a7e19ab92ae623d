package dev.backref.indexer.derive;

import dev.backref.indexer.contract.Form;
import dev.backref.ingest.contract.Digest;

/** One source's claim that a referrer belongs to a subject. */
public record Assertion(SubjectName subject, Digest referrer, Form form) {}
