import TestSupport
import Testing

@testable import Scenarios

@Suite(.ownTime) struct SecretMaskTests {
    private let mask = SecretMask(
        secret: "0123456789abcdef",
        environment: [
            "STRIPE_API_KEY": "sk_live_4242", "DB_PASSWORD": "hunter2hunter2", "GITHUB_TOKEN": "ghp_hunter2hunter2",
            "TOKEN": "short", "KEYBOARD": "querty-layout", "WORK_FOLDER": "folder-of-mine",
        ])

    @Test(
        "What no report may have is taken from what a program says",
        arguments: [
            ("connecting with 0123456789abcdef.", "connecting with ***."),
            ("key sk_live_4242, then ghp_hunter2hunter2 and hunter2hunter2", "key ***, then *** and ***"),
            ("amqp://user:s3cr3t@queue:5672/x and redis://:p@h", "amqp://user:***@queue:5672/x and redis://:***@h"),
            ("short words, querty-layout, folder-of-mine", "short words, querty-layout, folder-of-mine"),
            ("http://127.0.0.1:80/a@b", "http://127.0.0.1:80/a@b"),
        ])
    func masked(text: String, shown: String) { #expect(mask.masked(text) == shown) }
}
