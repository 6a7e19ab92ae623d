package dev.backref.query;

import io.vertx.ext.web.RoutingContext;

/** How errors are written below a path that has a form of its own; everywhere else a {@link Problem} answers itself. */
public interface ErrorForm {
    /**
     * Whether a request is answered in this form.
     *
     * @param path as it came: it may be one that cannot be decoded
     */
    boolean covers(String path);

    /** Answers with the problem, in this form. */
    void answer(RoutingContext context, Problem problem);
}
