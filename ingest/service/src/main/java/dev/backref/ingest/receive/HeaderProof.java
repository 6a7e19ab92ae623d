package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

/**
 * The secret in a header: as a bearer token, bare, or as the password of Basic.
 *
 * @param header its name
 */
record HeaderProof(String header) implements HookProof {
    static final String BEARER = "bearer";
    static final String BASIC = "basic";

    private static final String BARE = "bare";
    private static final String OWN_HEADER = "header";

    static final HeaderProof AUTHORIZATION = new HeaderProof("Authorization");

    @Override
    public String secretHeader() {
        return header;
    }

    @Override
    public boolean isShownBy(Head head, Secret secret) {
        return new SenderProof(head.header(header)).holds(secret);
    }

    /** A header of the vendor's own has the secret as it is. */
    @Override
    public List<String> ways() {
        return equals(AUTHORIZATION) ? List.of(BEARER, BASIC, BARE) : List.of(OWN_HEADER);
    }

    @Override
    public ShownProof shown(String way, Secret secret, byte[] body) {
        return ShownProof.header(
                way,
                header,
                switch (way) {
                    case BEARER -> "Bearer " + text(secret);
                    case BASIC -> "Basic " + basic(secret);
                    default -> text(secret);
                });
    }

    /** It is not quoted where no header can hold it: the error would be its way into a log. */
    private static String text(Secret secret) {
        String text = secret.reveal();
        if (text.chars().anyMatch(Character::isISOControl)) {
            throw new IllegalArgumentException("holds a line break or another control character, and no header can");
        }
        // HTTP gives header bytes as Latin-1 characters; a secret beyond ASCII is sent as UTF-8.
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.ISO_8859_1);
    }

    private static String basic(Secret secret) {
        return Base64.getEncoder().encodeToString(("backref:" + secret.reveal()).getBytes(StandardCharsets.UTF_8));
    }
}
