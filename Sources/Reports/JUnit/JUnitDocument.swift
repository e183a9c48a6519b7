import Scenarios
import XMLCoder

/// The elements of a JUnit report, as its many readers agree on them.
struct JUnitDocument: Encodable, DynamicNodeEncoding {
    var name: String
    var tests = 0
    var failures = 0
    var errors = 0
    var skipped = 0
    var time: String
    var suites: [Suite]

    init(name: String, time: String, suites: [Suite]) {
        self.name = name
        self.time = time
        self.suites = suites
        tests = suites.reduce(0) { $0 + $1.tests }
        failures = suites.reduce(0) { $0 + $1.failures }
        errors = suites.reduce(0) { $0 + $1.errors }
        skipped = suites.reduce(0) { $0 + $1.skipped }
    }

    enum CodingKeys: String, CodingKey {
        case name, tests, failures, errors, skipped, time
        case suites = "testsuite"
    }

    static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
        key.stringValue == CodingKeys.suites.stringValue ? .element : .attribute
    }

    /// A strategy.
    struct Suite: Encodable, DynamicNodeEncoding {
        var name: String
        var tests = 0
        var failures = 0
        var errors = 0
        var skipped = 0
        var time = "0.000"
        var properties: Properties
        var cases: [Case] = []

        init(name: String, properties: Properties) {
            self.name = name
            self.properties = properties
        }

        enum CodingKeys: String, CodingKey {
            case name, tests, failures, errors, skipped, time, properties
            case cases = "testcase"
        }

        static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
            [CodingKeys.properties.stringValue, CodingKeys.cases.stringValue].contains(key.stringValue)
                ? .element : .attribute
        }
    }

    /// What a suite was run with.
    struct Properties: Encodable {
        var property: [Property]
    }

    struct Property: Encodable, DynamicNodeEncoding {
        var name: String
        var value: String

        static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding { .attribute }
    }

    /// A cell.
    struct Case: Encodable, DynamicNodeEncoding {
        var classname: String
        var name: String
        var time: String
        var failure: Complaint?
        var error: Complaint?
        var skipped: Skip?
        var output: String?

        init(classname: String, name: String, time: String) {
            self.classname = classname
            self.name = name
            self.time = time
        }

        enum CodingKeys: String, CodingKey {
            case classname, name, time, failure, error, skipped
            case output = "system-out"
        }

        static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
            ["classname", "name", "time"].contains(key.stringValue) ? .attribute : .element
        }
    }

    /// A failure or an error.
    struct Complaint: Encodable, DynamicNodeEncoding {
        var message: String
        var type: String
        var text: String

        enum CodingKeys: String, CodingKey {
            case message, type
            // The element's own text.
            case text = ""
        }

        static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding {
            key.stringValue.isEmpty ? .element : .attribute
        }
    }

    struct Skip: Encodable, DynamicNodeEncoding {
        var message: String

        static func nodeEncoding(for key: any CodingKey) -> XMLEncoder.NodeEncoding { .attribute }
    }
}
