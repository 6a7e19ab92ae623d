package dev.backref.kafka;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A process with a broker that writes numbers, ten in a transaction, and says which are committed, until it is killed or
 * the process that started it is gone.
 */
public final class NumbersUntilKilled {
    /** Numbers in a transaction. */
    static final int TOGETHER = 10;

    private NumbersUntilKilled() {}

    public static void main(String[] arguments) throws InterruptedException {
        ProcessHandle parent = ProcessHandle.current().parent().orElseThrow();
        long next = Long.parseLong(arguments[1]);
        EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(Path.of(arguments[0])));
        Clients.createTopic(kafka.bootstrap());
        KafkaProducer<String, byte[]> producer = Clients.producer(kafka.bootstrap());
        producer.initTransactions();
        while (parent.isAlive()) {
            producer.beginTransaction();
            for (int count = 0; count < TOGETHER; count++) {
                String text = Long.toString(next + count);
                Future<?> unused =
                        producer.send(new ProducerRecord<>(Clients.TOPIC, text, text.getBytes(StandardCharsets.UTF_8)));
            }
            System.out.println("trying " + next);
            producer.commitTransaction();
            System.out.println("committed " + next);
            next += TOGETHER;
        }
        Runtime.getRuntime().halt(1);
    }
}
