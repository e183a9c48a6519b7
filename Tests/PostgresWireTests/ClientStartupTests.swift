import OrderedCollections
import TestSupport
import Testing

@testable import PostgresWire

@Suite(.ownTime) struct ClientStartupTests {
    @Test("Settings become options of libpq, ours last")
    func options() {
        let startup = ClientStartup(
            user: "syncer", database: "world",
            settings: ["application_name": "my app", "options": "-c geqo=off", "DateStyle": "ISO, MDY\\"])
        #expect(
            startup.options(adding: ["client_min_messages": "log"])
                == #"-c geqo=off -c application_name=my\ app -c DateStyle=ISO,\ MDY\\ -c client_min_messages=log"#)
        #expect(ClientStartup(user: "a", database: "b").options() == "")
    }
}
