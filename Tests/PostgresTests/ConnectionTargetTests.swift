import Postgres
import TestSupport
import Testing

@Suite(.ownTime) struct ConnectionTargetTests {
    @Test func masksPasswords() throws {
        let target = try ConnectionTarget(
            url: "postgresql://me:s3cret@db.example:5433/app?sslpassword=s3cret", overriding: ["dbname": "other"])
        #expect(
            target.description == "dbname=other host=db.example password=*** port=5433 sslpassword=*** user=me")
        #expect(ConnectionTarget(parameters: ["password": "s3cret"]).description == "password=***")
    }

    @Test(arguments: [
        "postgresql://me:s3cret@[db", "postgresql://me:s3cret%zz@db/app", "postgresql://me:p@db/app?s3cret=1",
        "host=db password='s3cret", "host=db s3cret",
    ])
    func saysWhatIsWrongWithoutShowingIt(_ url: String) {
        let error = #expect(throws: PostgresError.self) { try ConnectionTarget(url: url) }
        #expect(error?.sqlState == .unableToConnect)
        #expect(error?.message.hasPrefix("the connection URL cannot be read: ") == true)
        #expect(error?.message.contains("s3cret") == false)
    }
}
