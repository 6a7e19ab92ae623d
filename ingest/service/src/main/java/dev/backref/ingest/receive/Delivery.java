package dev.backref.ingest.receive;

import java.time.Instant;
import org.apache.kafka.common.header.Headers;

/**
 * A webhook as it came from a sender that has proved itself.
 *
 * @param registry the configured name of the registry that sent it
 * @param headers of the request, each as often as it was sent
 * @param body byte for byte
 * @param at when its last byte had arrived
 */
@SuppressWarnings("ArrayRecordComponent") // Compared nowhere; a copy of up to 8 MiB would serve nobody.
record Delivery(String registry, Headers headers, byte[] body, Instant at) {}
