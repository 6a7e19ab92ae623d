package dev.backref.ingest.receive;

import dev.backref.ingest.registry.RegistrySettings.Kind;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The same as {@link RegistryKindsTest} of those whose registries hold packages of other kinds too: what they document beyond the payloads that they publish: other actions, absent fields, other spellings. In a body
 * {@code #a} and {@code #b} stand for digests.
 */
class PackageKindsTest {
    @Test
    void readsGiteaAndForgejo() {
        String body = "{'action':'created','package':{'owner':{'login':'Org'},'type':'container','name':'Sub/A',"
                + "'version':'#a','html_url':'https://git.example.com:3000/org/-/a','created_at':'t'}}";

        Reading.assertRead(Kind.GITEA, body, "push=1; push local/org/sub/a@#a (d, t)", "X-Forgejo-Delivery: d");
        Reading.assertRead(
                Kind.GITEA,
                body.replace("created'", "deleted'").replace("#a", "v1"),
                "delete=1; delete local/org/sub/a:v1 (own)");
        Reading.assertRead(Kind.GITEA, body.replace("container", "npm"), "other-package=1");
        Reading.assertRead(Kind.GITEA, "{'ref':'r'}", "unknown-type=1; unknown push=1", "X-Gitea-Event: push");
        Reading.assertRead(
                Kind.GITEA,
                body.replace("'#a'", "null"),
                "refused=1; malformed-event: package names no version: {'owner':{'login':'Org'},'type':'container',"
                        + "'name':'Sub/A','version':null,'html_url':'https://git.example.com:3000/org/-/a','created_at':'t'}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "com.example.image.pushed.v1 | 'repository':'p/a','digest':'#a','tag':'v1' | push=1; push local/p/a@#a (i, t); push local/p/a:v1 = #a (i, t)",
                "com.example.image.push | 'repositoryName':'p/a','imageTag':'v1','registryUrl':'r' | push=1; push local/p/a:v1 (i, t)",
                "com.example.image.deleted | 'repository':'p/a','imageDigest':'#a','tag':'v1' | delete=1; cascade local/p/a@#a (i, t); delete local/p/a:v1 (i, t)",
                "com.example.image.pulled | 'a':1 | pull=1",
                "com.example.image.scanned.1.0.2 | 'a':1 | unknown-type=1; unknown com.example.image.scanned.1.0.2=1",
                "com.example.image.push | 'repository':'p/a' | refused=1; malformed-event: data names neither digest nor imageDigest nor tag nor imageTag: {'repository':'p/a'}",
                "com.example.image.push | 'tag':'v1' | refused=1; malformed-event: data.repositoryName is missing: {'tag':'v1'}",
            })
    void readsCloudEvents(String type, String data, String expected) {
        Reading.assertRead(
                Kind.CLOUDEVENTS,
                "{" + data + "}",
                expected,
                "ce-specversion: 1.0",
                "ce-id: i",
                "ce-time: t",
                "ce-type: " + type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "pushed | 'sha256':'#A','tag':'v1' | push=1; push local/r/p/a@#a (own); push local/r/p/a:v1 = #a (own)",
                "pushed | 'sha256':'#A','tag':'#a' | push=1; push local/r/p/a@#a (own)",
                "pushed | 'sha256':'#A','tag':'sha256__#A' | push=1; push local/r/p/a@#a (own)",
                "deleted | 'sha256':'#A','tag':'v1' | delete=1; cascade local/r/p/a@#a (own); delete local/r/p/a:v1 (own)",
                "promoted | 'sha256':'#A','tag':'v1' | promoted=1; cascade local/r/p/a@#a (own); cascade local/r/p/a:v1 (own)",
                "scanned | 'tag':'v1' | unknown-type=1; unknown docker.scanned=1",
                "pushed | 'sha256':'abc' | refused=1; malformed-event: data.sha256: not a digest: 'sha256:abc'",
            })
    void readsArtifactory(String type, String data, String expected) {
        Reading.assertRead(
                Kind.JFROG,
                "{'domain':'docker','event_type':'" + type + "','data':{'repo_key':'r','image_name':'p/a'," + data
                        + "}}",
                expected);
    }

    @Test
    void readsOnlyImagesOfArtifactory() {
        Reading.assertRead(
                Kind.JFROG,
                "{'domain':'artifact','event_type':'deployed'}",
                "unknown-type=1; unknown artifact.deployed=1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "CREATED | 'component':{'format':'docker','name':'p/a','version':'v1'} | push=1; push local/r/p/a:v1 (d, t)",
                "UPDATED | 'asset':{'format':'docker','name':'/v2/p/a/manifests/#a'} | push=1; push local/r/p/a@#a (d, t)",
                "DELETED | 'asset':{'format':'docker','name':'v2/p/a/manifests/v1'} | delete=1; delete local/r/p/a:v1 (d, t)",
                "PURGED | 'component':{'format':'docker','name':'p/a','version':'v1'} | delete=1; delete local/r/p/a:v1 (d, t)",
                "CREATED | 'asset':{'format':'docker','name':'v2/-/blobs/#a'} | blob=1",
                "CREATED | 'component':{'format':'maven2','name':'a','version':'1'} | other-package=1",
                "MOVED | 'component':{'format':'docker','name':'p/a','version':'v1'} | unknown-action=1; unknown MOVED=1",
                "CREATED | 'component':{'format':'docker','name':'p/a'} | refused=1; malformed-event: component.version is missing: {'format':'docker','name':'p/a'}",
            })
    void readsNexus(String action, String thing, String expected) {
        Reading.assertRead(
                Kind.NEXUS,
                "{'timestamp':'t','repositoryName':'r','action':'" + action + "'," + thing + "}",
                expected,
                "X-Nexus-Webhook-Delivery: d");
    }

    @Test
    void readsOnlyRepositoriesOfNexus() {
        Reading.assertRead(
                Kind.NEXUS,
                "{'audit':{}}",
                "unknown-type=1; unknown rm:global:audit=1".replace("global", "node"),
                "X-Nexus-Webhook-ID: rm:node:audit");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "package.synced | 'version':'#A','tags':{'version':['v1','v2']} | push=1; push local/n/r/p/a@#a (i, t); push local/n/r/p/a:v1 = #a (i, t); push local/n/r/p/a:v2 = #a (i, t)",
                "package.tags_updated | 'version':'#a','tags':{'version':[]} | push=1; push local/n/r/p/a@#a (i, t)",
                "package.deleted | 'version':'#A','tags':null | delete=1; delete local/n/r/p/a@#a (i, t)",
                "package.quarantined | 'version':'#A' | quarantine=1; cascade local/n/r/p/a@#a (i, t)",
                "package.created | 'version':'#A' | not-yet-there=1",
                "package.downloaded | 'version':'#A' | pull=1",
                "package.security_scanned | 'version':'#A' | scanned=1",
                "package.moved | 'version':'#A' | unknown-type=1; unknown package.moved=1",
                "package.synced | 'a':1 | refused=1; malformed-event: data names no version: {'format':'docker','namespace':'n','repository':'r','name':'p/a','a':1}",
            })
    void readsCloudsmith(String type, String data, String expected) {
        String body = "{'meta':{'event_id':'" + type + "','trigger_id':'i','event_at':'t'},"
                + "'data':{'format':'docker','namespace':'n','repository':'r','name':'p/a'," + data + "}}";

        Reading.assertRead(Kind.CLOUDSMITH, body, expected);
        Reading.assertRead(Kind.CLOUDSMITH, "[" + body + "]", expected.replace("event: ", "event: [0]."));
    }

    @Test
    void readsAliyunWithoutADigestAndInLowerCase() {
        Reading.assertRead(
                Kind.ALIYUN,
                "{'push_data':{'tag':'v1'},'repository':{'repo_full_name':'P/a'}}",
                "push=1; push local/p/a:v1 (own)");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "push.v1 | 'digest':'#a','tag':'v1','type':'manifest' | push=1; push local/org/a@#a (i, t); push local/org/a:v1 = #a (i, t)",
                "push.v1 | 'digest':'#a','tag':'','type':'manifest','error':null | push=1; push local/org/a@#a (i, t)",
                "push.v1 | 'digest':'#a','type':'blob' | blob=1",
                "push.v1 | 'digest':'#a','type':'manifest','error':{'code':'DENIED'} | failed=1",
                "pull.v1 | 'digest':'#a' | pull=1",
                "delete.v1 | 'digest':'#a' | unknown-type=1; unknown dev.chainguard.registry.delete.v1=1",
                "push.v1 | 'type':'manifest' | refused=1; malformed-event: data.body names neither digest nor tag: {'repository':'cgr.dev/org/a','type':'manifest'}",
            })
    void readsChainguard(String type, String body, String expected) {
        Reading.assertRead(
                Kind.CHAINGUARD,
                "{'actor':{},'body':{'repository':'cgr.dev/org/a'," + body + "}}",
                expected,
                "ce-specversion: 1.0",
                "ce-id: i",
                "ce-time: t",
                "ce-type: dev.chainguard.registry." + type);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '^',
            value = {
                "published.0.3.0 | pkg:oci/a@#a?repository_url=r.example.com/p/a&tag=v1 | push=1; push local/p/a@#a (i, t); push local/p/a:v1 = #a (i, t)",
                "published.0.4.1 | pkg:oci/a@sha256%3A#A?repository_url=r.example.com/p | push=1; push local/p/a@#a (i, t)",
                "published.0.3.0 | pkg:docker/p/a@v1?repository_url=r.example.com:5000 | push=1; push local/p/a:v1 (i, t)",
                "published.0.3.0 | pkg:docker/alpine@3.20 | push=1; push local/library/alpine:3.20 (i, t)",
                "deleted.0.2.0 | pkg:oci/a@#a?repository_url=r.example.com/p/a | delete=1; delete local/p/a@#a (i, t)",
                "signed.0.3.0 | pkg:oci/a@#a?repository_url=r.example.com/p/a#x | signed=1; cascade local/p/a@#a (i, t)",
                "packaged.0.3.0 | pkg:oci/a@#a | not-yet-there=1",
                "downloaded.0.2.0 | pkg:oci/a@#a | pull=1",
                "changed.0.2.0 | pkg:oci/a@#a | unknown-type=1; unknown dev.cdevents.artifact.changed.0.2.0=1",
                "published.0.3.0 | pkg:npm/a@1 | other-package=1",
                "published.0.3.0 | a@1 | refused=1; malformed-event: data.subject.id: not a package URL: 'a@1'",
                "published.0.3.0 | pkg:oci/a@#a | refused=1; malformed-event: data.subject.id: names no registry by its repository_url: pkg:oci/a",
                "published.0.3.0 | pkg:oci/a?repository_url=h/p/a | refused=1; malformed-event: data.subject names no tag: {'id':'pkg:oci/a?repository_url=h/p/a'}",
                "published.0.3.0 | pkg:oci/a@%zz?repository_url=h/p/a | refused=1; malformed-event: data.subject.id: no percent-encoded text: '%zz'",
            })
    void readsCdEvents(String type, String id, String expected) {
        Reading.assertRead(
                Kind.CDEVENTS,
                "{'context':{},'subject':{'id':'" + id + "'}}",
                expected,
                "ce-specversion: 1.0",
                "ce-id: i",
                "ce-time: t",
                "ce-type: dev.cdevents.artifact." + type);
    }
}
