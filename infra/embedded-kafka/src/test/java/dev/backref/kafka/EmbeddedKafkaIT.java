package dev.backref.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.Future;
import java.util.stream.LongStream;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EmbeddedKafkaIT {
    private static final int LARGE = 8 * 1024 * 1024;
    private static final int ROUNDS = 3;
    private static final int LONGEST_COMMIT_NANOS = 10_000_000;

    @TempDir
    private Path data;

    @Test
    void keepsItsDataAndItsAddressOverARestartAndTakesEightMebibytes() throws Exception {
        byte[] large = new byte[LARGE];
        new Random(7).nextBytes(large);
        String address;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            address = kafka.bootstrap();
            Clients.createTopic(address);
            try (KafkaProducer<String, byte[]> producer = Clients.producer(address)) {
                producer.initTransactions();
                producer.beginTransaction();
                Future<?> unused = producer.send(new ProducerRecord<>(Clients.TOPIC, "large", large));
                producer.commitTransaction();
            }
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            assertThat(kafka.bootstrap()).isEqualTo(address);
            assertThat(EmbeddedKafka.bootstrapOf(data)).contains(address);
            List<byte[]> committed = Clients.committed(address);
            assertThat(committed).hasSize(1);
            assertThat(Arrays.equals(committed.get(0), large)).isTrue();
        }
    }

    @Test
    void refusesASecondBrokerOnItsDataAndLeavesTheFirstAlone() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(data.toString());
            Clients.createTopic(kafka.bootstrap());
        }
    }

    @Test
    void namesThePortThatIsTaken() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            int port = other.getLocalPort();
            EmbeddedKafka.Settings settings = new EmbeddedKafka.Settings(data, Optional.of(port), Map.of());
            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .isInstanceOf(PortTakenException.class)
                    .hasMessageContaining(Integer.toString(port));
        }
    }

    @Test
    void takesAnotherPortThanItHadWhereItMayAndKeepsItsData() throws Exception {
        EmbeddedKafka.Settings movable =
                new EmbeddedKafka.Settings(data, Optional.of(EmbeddedKafka.KEPT_OR_FREE), Map.of());
        String before;
        try (EmbeddedKafka kafka = EmbeddedKafka.start(movable)) {
            before = kafka.bootstrap();
            Clients.createTopic(before);
            try (KafkaProducer<String, byte[]> producer = Clients.producer(before)) {
                producer.initTransactions();
                producer.beginTransaction();
                Future<?> unused = producer.send(new ProducerRecord<>(Clients.TOPIC, "key", new byte[1]));
                producer.commitTransaction();
            }
        }
        String moved;
        try (ServerSocket taken = new ServerSocket(portOf(before), 1, InetAddress.getLoopbackAddress());
                EmbeddedKafka kafka = EmbeddedKafka.start(movable)) {
            moved = kafka.bootstrap();
            assertThat(portOf(moved)).isNotEqualTo(taken.getLocalPort());
            assertThat(Clients.committed(moved)).hasSize(1);
        }
        try (EmbeddedKafka kafka = EmbeddedKafka.start(movable)) {
            assertThat(kafka.bootstrap()).isEqualTo(moved);
        }
    }

    @Test
    void choosesAnewWhenAPortIsTakenBehindItsChoice() throws Exception {
        EmbeddedKafka.Settings settings = EmbeddedKafka.Settings.in(data);
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Iterator<EmbeddedKafka.Choice> choices = List.<EmbeddedKafka.Choice>of(
                            () -> new Ports(free().broker(), taken.getLocalPort()),
                            () -> new Ports(taken.getLocalPort(), free().controller()),
                            this::free)
                    .iterator();
            EmbeddedKafka.Started started =
                    EmbeddedKafka.start(settings, () -> choices.next().make());
            try {
                assertThat(choices.hasNext()).isFalse();
                Clients.createTopic(started.ports().bootstrap());
            } finally {
                started.node().close();
            }
        }
    }

    /** Nobody may wait for ever for a port. */
    @Test
    void givesUpWhenWhateverItChoosesIsTaken() throws Exception {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> EmbeddedKafka.start(
                            EmbeddedKafka.Settings.in(data), () -> new Ports(free().broker(), taken.getLocalPort())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasRootCauseInstanceOf(BindException.class);
        }
    }

    private Ports free() throws IOException {
        return Ports.choose(data, Optional.empty());
    }

    private static int portOf(String bootstrap) {
        return Integer.parseInt(bootstrap.substring(bootstrap.indexOf(':') + 1));
    }

    @Test
    void refusesAPortThatIsNone() {
        assertThatThrownBy(() -> new EmbeddedKafka.Settings(data, Optional.of(65536), Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("65536");
    }

    @Test
    void refusesDataThatAnotherProcessRunsOnAndLeavesThatProcessAlone() throws Exception {
        try (WritingProcess other = WritingProcess.start(data, 0)) {
            other.awaitCommits(1);
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)))
                    .isInstanceOf(FolderInUseException.class)
                    .hasMessageContaining(data.toString());
            other.awaitCommits(20);
        }
    }

    @Test
    void showsWhatAProcessSaidThatEndedByItself() throws Exception {
        try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data));
                WritingProcess other = WritingProcess.start(data, 0)) {
            assertThat(kafka.bootstrap()).isNotEmpty();
            assertThatThrownBy(() -> other.awaitCommits(1))
                    .isInstanceOf(AssertionError.class)
                    .hasMessageContaining("another process is running on the data in " + data);
        }
    }

    @Test
    void saysWhyKafkaDoesNotStartAndCanBeStartedAfterwards() throws IOException {
        EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)).close();
        Path kafkasLock = data.resolve("log").resolve(".lock");
        try (FileChannel channel = FileChannel.open(kafkasLock, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                FileLock held = channel.lock()) {
            assertThat(held.isValid()).isTrue();
            assertThatThrownBy(() -> EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("lock on file .lock in " + kafkasLock.getParent());
        }
        EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)).close();
    }

    @Test
    void outlivesAControllerThatCannotListen() throws IOException {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            String taken = "127.0.0.1:" + other.getLocalPort();
            Map<String, String> listeners = Map.of(
                    "listeners", "PLAINTEXT://127.0.0.1:0,CONTROLLER://" + taken,
                    "controller.quorum.voters", BrokerProperties.NODE + "@" + taken);
            EmbeddedKafka.Settings settings = new EmbeddedKafka.Settings(data, Optional.empty(), listeners);
            assertThatThrownBy(() -> EmbeddedKafka.start(settings))
                    .isInstanceOf(IllegalStateException.class)
                    .hasStackTraceContaining(taken);
        }
        EmbeddedKafka.start(EmbeddedKafka.Settings.in(data)).close();
    }

    @Test
    void losesAndRepeatsNothingWhenItsProcessIsKilledAgainAndAgain() throws Exception {
        Random random = new Random(11);
        long next = 0;
        for (int round = 0; round < ROUNDS; round++) {
            Duration moment = Duration.ofNanos(random.nextInt(LONGEST_COMMIT_NANOS));
            next = runUntilKilled(next, 20 + random.nextInt(60), moment);
        }
    }

    /**
     * Lets a process write until so many transactions are committed, kills it a moment after the next one began to
     * commit, and gives the first number that is not committed. What is said to be committed must be there; the
     * transaction under way at the kill may be there or not, but only whole; and nothing else.
     */
    private long runUntilKilled(long next, int transactions, Duration moment) throws Exception {
        try (WritingProcess process = WritingProcess.start(data, next)) {
            process.awaitCommits(transactions);
            process.killAfter(moment);
            try (EmbeddedKafka kafka = EmbeddedKafka.start(EmbeddedKafka.Settings.in(data))) {
                Clients.endOpenTransaction(kafka.bootstrap());
                List<Long> read = numbers(kafka.bootstrap());
                assertThat(read)
                        .containsExactlyElementsOf(
                                LongStream.range(0, read.size()).boxed().toList());
                assertThat((long) read.size()).isBetween(process.committed(), process.tried());
                assertThat(read.size() % NumbersUntilKilled.TOGETHER).isZero();
                return read.size();
            }
        }
    }

    private static List<Long> numbers(String bootstrap) {
        return Clients.committed(bootstrap).stream()
                .map(value -> Long.parseLong(new String(value, StandardCharsets.UTF_8)))
                .sorted()
                .toList();
    }
}
