import TestSupport
import Testing

@testable import Syncer

@Suite(.ownTime) struct RenderingTests {
    @Test(arguments: [
        ("select :'a', (:'b')", "select $1, ($2)"), ("select :'a'::text=:'b'", "select $1::text=$2"),
        // Neither $15 nor e$1 nor $1$2.
        ("select :'a'5", "select $1 5"), ("select e:'a'", "select e $1"), ("select :'a':'b'", "select $1 $2"),
        ("select u&:'a'", "select u& $1"), ("select :'a'and 1", "select $1 and 1"), ("select :'a' ", "select $1"),
    ])
    func parametersKeepTheirDistance(text: String, sql: String) throws {
        let script = try Script.parse(text: text, file: "a.sql")
        #expect(Rendering(parametersOf: script.statements[0].template).sql == sql)
    }

    @Test func everyCharacterLeadsBack() throws {
        let text = "-- ü\n  select 'ü',\n:'a', :b\n from x"
        let script = try Script.parse(text: text, file: "a.sql")
        let variables = Variables(["a": "some\nthing", "b": "é"])
        let rendering = try Rendering(script.statements[0].template, variables: variables)
        #expect(rendering.sql == "select 'ü',\n'some\nthing', é\n from x")
        let places = [
            (1, "2:3"), (8, "2:10"), (11, "2:13"), (12, "2:14"), (13, "3:1"), (20, "3:1"), (25, "3:5"), (27, "3:7"),
            (28, "3:9"), (29, "4:1"), (30, "4:2"), (36, "4:8"),
        ]
        for (position, place) in places {
            #expect(rendering.place(of: position)?.description == "a.sql:\(place)", "\(position)")
        }
        #expect(rendering.place(of: 37) == nil)
    }
}
