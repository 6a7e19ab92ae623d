package dev.backref.ingest.receive;

import static org.assertj.core.api.Assertions.assertThat;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * What vendors document beyond the payloads that they publish: other actions, absent fields, other spellings. In a body
 * {@code #a} and {@code #b} stand for digests.
 */
class RegistryKindsTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                // Both formats; the tag holds the digest of what has none; several resources are one event.
                "PUSH_ARTIFACT | {'digest':'#a','tag':'v1'} | push=1; push local/p/a@#a (own); push local/p/a:v1 = #a (own)",
                "PUSH_ARTIFACT | {'digest':'#a','tag':'#a'} | push=1; push local/p/a@#a (own)",
                "PUSH_ARTIFACT | {'tag':'#a','new':{}} | push=1; push local/p/a@#a (own)",
                "PUSH_ARTIFACT | {'digest':null,'tag':'v1'} | push=1; push local/p/a:v1 (own)",
                "PUSH_ARTIFACT | {'tag':'v1'},{'tag':'v2'} | push=1; push local/p/a:v1 (own); push local/p/a:v2 (own)",
                "DELETE_ARTIFACT | {'digest':'#a','tag':'v1'} | delete=1; delete local/p/a@#a (own); delete local/p/a:v1 (own)",
                "SCANNING_COMPLETED | {'digest':'#a','sbom_overview':{'sbom_digest':'#b'}} | push=1; push local/p/a@#b (own)",
                "SCANNING_COMPLETED | {'digest':'#a','scan_overview':{}} | scanned=1",
                "SCANNING_STOPPED | {} | scanned=1",
                "QUOTA_EXCEED | {} | quota=1",
                "REPLICATION | {} | replication=1",
                "TAG_RETENTION | {} | retention=1",
                "UPLOAD_CHART | {} | unknown-type=1; unknown UPLOAD_CHART=1",
                "PUSH_ARTIFACT | {'tag':'-'} | refused=1; malformed-event: event_data.resources[0].tag: not a tag: '-'",
                "PUSH_ARTIFACT | {} | refused=1; malformed-event: event_data.resources[0] names neither digest nor tag: {}",
            })
    void readsHarbor(String type, String resources, String expected) {
        String body = "{'type':'" + type + "','event_data':{'resources':[" + resources
                + "],'repository':{'name':'a','namespace':'p'}}}";

        Reading.assertRead(Kind.HARBOR, body, expected);
    }

    @Test
    void readsCloudEventsOfHarborWithTheirIdsAndTimes() {
        String body = "{'specversion':'1.0','id':'i','source':'/','type':'harbor.artifact.pushed','time':'t',"
                + "'data':{'resources':[{'tag':'v1'}],'repository':{'repo_full_name':'p/q/a'}}}";

        Reading.assertRead(
                Kind.HARBOR,
                body,
                "push=1; push local/p/q/a:v1 (i, t)",
                "Content-Type: application/cloudevents+json; charset=utf-8");
        Reading.assertRead(
                Kind.HARBOR,
                body.replace("artifact.pushed", "robot.expired"),
                "unknown-type=1; unknown harbor.robot.expired=1",
                "Content-Type: application/cloudevents+json");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "ECR Image Action | 'action-type':'PUSH','result':'SUCCESS','image-digest':'#a','image-tag':'v1' | push=1; push local/p/a@#a (i, t); push local/p/a:v1 = #a (i, t)",
                "ECR Image Action | 'action-type':'PUSH','image-digest':'sha256:a…','image-tag':'v1' | push=1; refused=1; push local/p/a:v1 (i, t); malformed-event: detail.image-digest: not a digest: 'sha256:a…'",
                "ECR Image Action | 'action-type':'PUSH','image-digest':'#a','image-tag':'' | push=1; push local/p/a@#a (i, t)",
                "ECR Image Action | 'action-type':'PUSH','image-digest':'#a','image-tag':null | push=1; push local/p/a@#a (i, t)",
                "ECR Image Action | 'action-type':'PUSH','result':'FAILURE','image-digest':'#a' | failed=1",
                "ECR Image Action | 'action-type':'DELETE','image-digest':'#a','image-tag':'v1' | delete=1; cascade local/p/a@#a (i, t); delete local/p/a:v1 (i, t)",
                "ECR Image Action | 'action-type':'DELETE','image-digest':'#a' | delete=1; delete local/p/a@#a (i, t)",
                "ECR Image Action | 'action-type':'ARCHIVE','image-digest':'#a' | unknown-action=1; unknown ARCHIVE=1",
                "ECR Referrer Action | 'action-type':'PUSH','image-digest':'#a','artifact-media-type':'application/spdx+json' | push=1; push local/p/a@#a (i, t)",
                "ECR Referrer Action | 'action-type':'DELETE','image-digest':'#a' | delete=1; delete local/p/a@#a (i, t)",
                "ECR Replication Action | 'action-type':'REPLICATE','result':'SUCCESS','image-digest':'#a','image-tag':'v1' | push=1; push local/p/a@#a (i, t); push local/p/a:v1 = #a (i, t)",
                "ECR Pull Through Cache Action | 'sync-status':'FAILED','image-digest':'#a' | failed=1",
                "ECR Scan Resource Change | 'action-type':'SCAN_FREQUENCY_CHANGE' | scanned=1",
                "AWS API Call via CloudTrail | 'a':1 | unknown-type=1; unknown AWS API Call via CloudTrail=1",
                "ECR Image Action | 'action-type':'PUSH' | refused=1; malformed-event: detail names neither image-digest nor image-tag: {'repository-name':'p/a','action-type':'PUSH'}",
            })
    void readsEcr(String type, String detail, String expected) {
        String body = "{'id':'i','detail-type':'" + type + "','source':'aws.ecr','account':'1','time':'t',"
                + "'region':'r','detail':{'repository-name':'p/a'," + detail + "}}";

        Reading.assertRead(Kind.ECR, body, expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'package_version':{'version':'#a','package_url':'ghcr.io/Org/a/b:v1','container_metadata':{'tag':{'name':'v1','digest':'#a'}}} | push=1; push local/org/a/b@#a (d); push local/org/a/b:v1 = #a (d)",
                "'package_version':{'version':'#a','package_url':'ghcr.io/org/a'} | push=1; push local/org/a@#a (d)",
                "'package_version':{'name':'#a','container_metadata':null} | push=1; push local/org/a@#a (d)",
                "'package_version':{'version':'#a','container_metadata':{'tag':{'name':'v1','digest':'#b'},'manifest':{'digest':'#b'}}} | push=1; push local/org/a@#b (d); push local/org/a@#a (d); push local/org/a:v1 = #b (d)",
                "'package_version':{'version':'latest','manifest':'{}'} | push=1; push local/org/a:latest (d)",
                "'package_version':{'created_at':'2026-01-01T00:00:00Z','version':'#a'} | push=1; push local/org/a@#a (d, 2026-01-01T00:00:00Z)",
                "'package_version':{'version':'sha256:abc'} | refused=1; malformed-event: package.package_version.version: not a digest: 'sha256:abc'",
                "'package_version':null | refused=1; malformed-event: package.package_version names no version: null",
            })
    void readsGhcr(String version, String expected) {
        String body = "{'action':'published','package':{'name':'a','namespace':'Org','ecosystem':'CONTAINER'," + version
                + "}}";

        Reading.assertRead(Kind.GHCR, body, expected, "X-GitHub-Delivery: d", "X-GitHub-Event: package");
        Reading.assertRead(
                Kind.GHCR,
                body.replace("'package':", "'registry_package':"),
                expected.replace("event: package.", "event: registry_package."),
                "X-GitHub-Delivery: d");
    }

    @Test
    void readsOnlyImagesOfGitHub() {
        Reading.assertRead(Kind.GHCR, "{'zen':'z','hook_id':1}", "ping=1", "X-GitHub-Event: ping");
        Reading.assertRead(Kind.GHCR, "{'ref':'r'}", "unknown-type=1; unknown push=1", "X-GitHub-Event: push");
        Reading.assertRead(Kind.GHCR, "{'action':'published','package':{'package_type':'npm'}}", "other-package=1");
        Reading.assertRead(
                Kind.GHCR,
                "{'action':'transferred','package':{'package_type':'container'}}",
                "unknown-action=1; unknown transferred=1");
    }

    @Test
    void readsWhatGitHubAndGiteaSendAsAForm() {
        String payload = "%7B%22action%22%3A%22published%22%2C%22package%22%3A%7B%22namespace%22%3A%22o%22%2C"
                + "%22name%22%3A%22a%22%2C%22package_version%22%3A%7B%22version%22%3A%22v%2B1%22%7D%7D%7D";

        Reading.assertRead(
                Kind.GHCR,
                "a=b&payload=" + payload.replace("v%2B1", "v1"),
                "push=1; push local/o/a:v1 (own)",
                "Content-Type: application/x-www-form-urlencoded");
        assertThat(Reading.of(Kind.GHCR, "a=b", "Content-Type: application/x-www-form-urlencoded"))
                .containsExactly("refused=1", "not-json: the body is not JSON: the form has no field payload");
        assertThat(Reading.of(Kind.GITEA, "payload=%zz", "Content-Type: application/x-www-form-urlencoded"))
                .containsExactly(
                        "refused=1", "not-json: the body is not JSON: the form's payload is no percent-encoded text");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'updated_tags':['v1','sha256-abc.sig'] | push=1; push local/p/a:v1 (own); push local/p/a:sha256-abc.sig (own)",
                "'updated_tags':{'v1':'image id','v2':'other'} | push=1; push local/p/a:v1 (own); push local/p/a:v2 (own)",
                "'vulnerability':{'id':'CVE'},'tags':['v1'] | scanned=1",
                "'build_id':'i','docker_tags':['v1'] | build=1",
                "'message':'Mirror Started' | message=1",
                "'updated_tags':[] | refused=1; malformed-event: the event names no updated_tags: {'repository':'p/a','docker_url':'quay.io/p/a','updated_tags':[]}",
                "'updated_tags':['v1','-'] | refused=1; malformed-event: updated_tags: not a tag: '-'",
                "'updated_tags':[{}] | refused=1; malformed-event: updated_tags: not a tag: ''",
                "'homepage':'h' | refused=1; malformed-event: updated_tags is missing: {'repository':'p/a','docker_url':'quay.io/p/a','homepage':'h'}",
            })
    void readsQuay(String fields, String expected) {
        Reading.assertRead(Kind.QUAY, "{'repository':'p/a','docker_url':'quay.io/p/a'," + fields + "}", expected);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'action':'push','target':{'repository':'p/a','digest':'#a','tag':'v1'} | push=1; push local/p/a@#a (i, t); push local/p/a:v1 = #a (i, t)",
                "'action':'push','target':{'repository':'p/a','digest':'#a','mediaType':'application/vnd.oci.image.manifest.v1+json'} | push=1; push local/p/a@#a (i, t)",
                "'action':'delete','target':{'repository':'p/a','digest':'#a'} | delete=1; delete local/p/a@#a (i, t)",
                "'action':'delete','target':{'repository':'p/a'} | delete=1; delete local/p/a (i, t)",
                "'action':'ping' | ping=1",
                "'action':'quarantine','target':{'repository':'p/a','digest':'#a'} | quarantine=1",
                "'action':'chart_push','target':{'repository':'p/a'} | chart=1",
                "'action':'lock' | unknown-action=1; unknown lock=1",
                "'action':'push','target':{} | refused=1; malformed-event: target.repository is missing: {}",
            })
    void readsAcr(String fields, String expected) {
        Reading.assertRead(Kind.ACR, "{'id':'i','timestamp':'t'," + fields + "}", expected);
    }

    @Test
    void readsSeveralEventsOfEventGridAndAnswersItsHandshake() {
        String data = "'data':{'id':'x','timestamp':'y','action':'push','target':{'repository':'a','tag':'v1'}}";

        Reading.assertRead(
                Kind.ACR_EVENTGRID,
                "[{'id':'i','eventType':'Microsoft.ContainerRegistry.ImagePushed','eventTime':'t'," + data
                        + "},{'id':'j','type':'Microsoft.ContainerRegistry.ImagePushed','time':'u','specversion':'1.0',"
                        + data + "},{'id':'k','eventType':'ImagePushed'}]",
                "push=2; refused=1; push local/a:v1 (i, t); push local/a:v1 (j, u); "
                        + "malformed-event: [2].data.action is missing: missing");
        Reading.assertRead(
                Kind.ACR_EVENTGRID,
                "[{'id':'i','eventType':'Microsoft.EventGrid.SubscriptionValidationEvent',"
                        + "'data':{'validationCode':'512d38b6','validationUrl':'https://rp'}}]",
                "validation=1; answer {'validationResponse':'512d38b6'}");
        Reading.assertRead(Kind.ACR_EVENTGRID, "{'type':'Microsoft.ContainerRegistry.ChartPushed'}", "chart=1");
        Reading.assertRead(
                Kind.ACR_EVENTGRID,
                "[{'eventType':'Microsoft.Storage.BlobCreated'}]",
                "unknown-type=1; unknown Microsoft.Storage.BlobCreated=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "'action':'INSERT','digest':'eu-docker.pkg.dev/p/r/a@#a','tag':'eu-docker.pkg.dev/p/r/a:v1' | push=1; push local/p/r/a@#a (i, t); push local/p/r/a:v1 = #a (i, t)",
                "'action':'INSERT','digest':'gcr.io/example.com/p/a@#a' | push=1; push local/example.com/p/a@#a (i, t)",
                "'action':'DELETE','tag':'eu-docker.pkg.dev/p/r/a:v1' | delete=1; delete local/p/r/a:v1 (i, t)",
                "'action':'DELETE','digest':'eu-docker.pkg.dev/p/r/a@#a' | delete=1; delete local/p/r/a@#a (i, t)",
                "'action':'DELETE','digest':'eu-docker.pkg.dev/p/r/a@#a','tag':'eu-docker.pkg.dev/p/r/a:v1' | delete=1; cascade local/p/r/a@#a (i, t); delete local/p/r/a:v1 (i, t)",
                "'action':'UNTAG' | unknown-action=1; unknown UNTAG=1",
                "'action':'INSERT','tag':'eu-docker.pkg.dev/p/r/a' | refused=1; malformed-event: message.data.tag: not a tag: ''",
                "'action':'INSERT' | refused=1; malformed-event: message.data.tag is missing: {'action':'INSERT'}",
            })
    void readsGoogleInPubSubsEnvelopeAndWithoutIt(String message, String expected) {
        String data = Base64.getEncoder()
                .encodeToString(
                        Reading.text("{" + message + "}").replace('\'', '"').getBytes(StandardCharsets.UTF_8));
        Reading.assertRead(
                Kind.GAR,
                "{'message':{'data':'" + data + "','messageId':'i','publishTime':'t'},'subscription':'s'}",
                expected);
        Reading.assertRead(
                Kind.GAR,
                "{" + message + "}",
                expected.replace("message.data.", ""),
                "x-goog-pubsub-message-id: i",
                "x-goog-pubsub-publish-time: t");
    }

    @Test
    void refusesAnEnvelopeWithoutAMessage() {
        Reading.assertRead(
                Kind.GAR, "{'message':{'data':'!'}}", "refused=1; malformed-event: message.data is no base64: '!'");
        assertThat(Reading.of(Kind.GAR, "{'message':{'attributes':{}}}")).contains("refused=1");
    }

    @Test
    void readsDockerHub() {
        Reading.assertRead(
                Kind.DOCKERHUB,
                "{'push_data':{'tag':'v1','pushed_at':1.417566161E9},'repository':{'repo_name':'p/a'}}",
                "push=1; push local/p/a:v1 (own, 2014-12-03T00:22:41Z)");
        Reading.assertRead(
                Kind.DOCKERHUB,
                "{'push_data':{'tag':'v1','pushed_at':null},'repository':{'name':'a','namespace':'p'}}",
                "push=1; push local/p/a:v1 (own)");
        Reading.assertRead(
                Kind.DOCKERHUB,
                "{'push_data':{'tag':'v1','pushed_at':1e300},'repository':{'repo_name':'alpine'}}",
                "push=1; push local/library/alpine:v1 (own)");
        Reading.assertRead(
                Kind.DOCKERHUB,
                "{'push_data':{},'repository':{'repo_name':'p/a'}}",
                "refused=1; malformed-event: push_data names no tag: {}");
    }
}
