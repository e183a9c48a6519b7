import Foundation

/// Programs to start from whose work is a worker's, one for each language.
public enum WorkerStarters {
    private static var folder: String { "\(Bundle.module.resourceURL?.path ?? "")/Starters" }

    /// The languages, in order.
    public static func languages() -> [String] {
        let entries = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
        return entries.filter { !$0.hasPrefix(".") }.sorted()
    }

    /// The files of a language's folder, with the guide's table; nil if there is none for it.
    public static func files(for language: String) throws -> [(name: String, text: String)]? {
        guard languages().contains(language), let guide = BuiltInStrategies.folder(of: "naive-upsert") else {
            return nil
        }
        let own = try FileManager.default.contentsOfDirectory(atPath: "\(folder)/\(language)").sorted().map { name in
            (name, try String(contentsOfFile: "\(folder)/\(language)/\(name)", encoding: .utf8))
        }
        return [("schema.sql", try String(contentsOfFile: "\(guide)/schema.sql", encoding: .utf8))] + own
    }
}
