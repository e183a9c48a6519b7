import Postgres
import Testing

@Suite struct ConnectionTests {
    @Test func runsStatementsAgainstAClusterOfItsOwn() throws {
        let loop = EventLoop()
        try loop.run {
            try await ThrowawayCluster.with(on: loop) { cluster in
                let connection = try await Connection.open(cluster.target(), on: loop)
                defer { connection.close() }
                let result = try await connection.run(
                    Statement("select $1::text, $2::int + 1, null", parameters: ["ä\u{1F600}", "41"]))
                #expect(result.rows == [["ä\u{1F600}", "42", nil]])
            }
        }
    }
}
