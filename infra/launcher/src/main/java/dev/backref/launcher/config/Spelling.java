package dev.backref.launcher.config;

import java.util.Locale;

/** Whether a word may be meant for another. */
final class Spelling {
    private static final int MOST_EDITS = 2;

    private Spelling() {}

    /** Whether few letters differ, apart from case, hyphens and underscores. */
    static boolean isClose(String one, String other) {
        return edits(plain(one), plain(other)) <= MOST_EDITS;
    }

    /** The Levenshtein distance. */
    private static int edits(String one, String other) {
        int[] row = new int[other.length() + 1];
        for (int column = 0; column < row.length; column++) {
            row[column] = column;
        }
        for (int line = 1; line <= one.length(); line++) {
            int diagonal = row[0];
            row[0] = line;
            for (int column = 1; column < row.length; column++) {
                int replaced = diagonal + (one.charAt(line - 1) == other.charAt(column - 1) ? 0 : 1);
                diagonal = row[column];
                row[column] = Math.min(replaced, 1 + Math.min(row[column], row[column - 1]));
            }
        }
        return row[other.length()];
    }

    private static String plain(String word) {
        return word.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "");
    }
}
