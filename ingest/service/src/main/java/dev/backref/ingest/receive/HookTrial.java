package dev.backref.ingest.receive;

import dev.backref.ingest.contract.DeadLetter;
import dev.backref.ingest.contract.RegistryEvent;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a hook would make of a delivery, if it came.
 *
 * @param proved whether the headers prove the sender; absent where there is nothing in them that could
 * @param actions how many of the sender's events were of which kind: {@code push}, {@code delete}, {@code refused}, or the
 *     word for why one was dropped
 * @param unknown how often which event was dropped because nobody here knows it, by the sender's name for it
 * @param named what the events name, in their order
 * @param looks those of them that would be looked at: the others are left out by the registries' rules
 * @param refusal why the body would be kept as a dead letter as well
 * @param lost whether, with that, something may have been said of what the registry holds
 * @param answer the JSON that the sender would be told, where it wants more than a status
 */
public record HookTrial(
        Optional<Boolean> proved,
        Map<String, Integer> actions,
        Map<String, Integer> unknown,
        List<RegistryEvent> named,
        List<RegistryEvent> looks,
        Optional<DeadLetter.Refusal> refusal,
        boolean lost,
        Optional<String> answer) {
    public HookTrial {
        actions = Map.copyOf(actions);
        unknown = Map.copyOf(unknown);
        named = List.copyOf(named);
        looks = List.copyOf(looks);
    }

    static HookTrial of(Optional<Boolean> proved, Delivery delivery, ReadDelivery read) {
        ParsedHook named = read.named();
        return new HookTrial(
                proved,
                named.actions(),
                named.unknown(),
                named.events(),
                read.kept().events(),
                named.unread().map(why -> HookRecords.refusal(delivery, why)),
                named.unread().filter(ParsedHook.Unread::lost).isPresent(),
                named.answer());
    }
}
