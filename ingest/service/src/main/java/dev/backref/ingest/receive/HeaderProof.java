package dev.backref.ingest.receive;

import dev.backref.ingest.registry.Secret;

/**
 * The secret in a header: as a bearer token, bare, or as the password of Basic.
 *
 * @param header its name
 */
record HeaderProof(String header) implements HookProof {
    static final HeaderProof AUTHORIZATION = new HeaderProof("Authorization");

    @Override
    public String secretHeader() {
        return header;
    }

    @Override
    public boolean isShownBy(Head head, Secret secret) {
        return new SenderProof(head.header(header)).holds(secret);
    }
}
