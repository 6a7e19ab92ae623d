/** What must hold of every manifest and payload that anybody can push, and a fuzzer that looks for one of which it does not. */
@NullMarked
package dev.backref.fuzz;

import org.jspecify.annotations.NullMarked;
