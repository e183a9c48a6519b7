import Foundation
import Mustache

/// The page's files.
enum PageResources {
    private static var folder: String { (Bundle.module.resourceURL?.path ?? "") + "/Page" }

    static func text(_ name: String) throws -> String {
        String(decoding: try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\(name)")), as: UTF8.self)
    }

    /// The templates, which escape as ``PageText`` does; each is known by its file's name.
    static func templates() throws -> MustacheLibrary {
        MustacheContentTypes.register(PageText(), named: "PAGE")
        var library = MustacheLibrary()
        for name in ["page", "matrix", "failure", "swimlane", "band", "step", "statistics"] {
            try library.register(text("\(name).mustache"), named: name)
        }
        return library
    }
}
