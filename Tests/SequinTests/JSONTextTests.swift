import Foundation
import Sequin
import TestSupport
import Testing

@Suite(.ownTime) struct JSONTextTests {
    @Test(
        "Text comes back digit for digit and key for key",
        arguments: [
            "null", "true", "false", "0", "-0", "1.50", "-12.000000000000000125", "9007199254740993", "1e400", "2E-7",
            #""""#, #""a\"b\\c\n\r\t\u0000\u001f""#, #""naïve ☃ 🦆""#, "\"\u{2028}\"", #""/""#, "[]", "{}",
            #"{"b":1,"a":{"z":[1,2.50,null,[{}]],"":""}}"#,
        ])
    func roundTrip(text: String) throws {
        #expect(try JSONValue(parsing: text).text == text)
    }

    @Test func `white space goes, escapes are read, and the last of two equal keys counts`() throws {
        let value = try JSONValue(parsing: " { \"a\" : [ 1 ,\n2 ] ,\t\"a\":\"\\ud83e\\udd86\\u2603\\/\\b\\f\" } ")
        #expect(value["a"] == .string("🦆☃/\u{8}\u{c}"))
        #expect(value["b"] == nil)
        #expect(value.text == #"{"a":"🦆☃/\u0008\u000c"}"#)
    }

    @Test(
        "What is not JSON is refused, and the offset says where",
        arguments: [
            ("", 0), (" ", 1), ("nul", 0), ("nulls", 4), ("01", 1), ("+1", 0), ("1.", 2), (".5", 0), ("1e", 2),
            ("-", 1),
            ("NaN", 0), ("[1,]", 3), ("[1", 2), ("[1 2]", 3), ("{\"a\"}", 4), ("{\"a\":}", 5), ("{a:1}", 1),
            ("{\"a\":1,}", 7), ("\"a", 2), ("\"\n\"", 1), (#""\x""#, 2), (#""\u12g4""#, 5), (#""\ud83e""#, 3),
            (#""\udd86""#, 3), (#""\ud83e\u0041""#, 3), ("'a'", 0), ("\"\\", 2),
        ])
    func refused(text: String, offset: Int) {
        let error = #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: text) }
        #expect(error?.offset == offset, "\(error?.reason ?? "")")
    }

    @Test func `nesting has a bound`() throws {
        let nest = { (depth: Int) in String(repeating: "[", count: depth) + String(repeating: "]", count: depth) }
        #expect(try JSONValue(parsing: nest(513)).text == nest(513))
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: nest(514)) }
        #expect(throws: JSONSyntaxError.self) { try JSONValue(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test func `Foundation reads what is written`() throws {
        let value = JSONValue.array([.string("q\" a\u{1}\\\n"), .number("-1.5"), .bool(false), .null])
        #expect(try JSONDecoder().decode(JSONValue.self, from: Data(value.text.utf8)) == value)
    }
}
