import Sequin

extension StrategySettings {
    /// What `listen`, `payload` and `signature` say of the POSTs that a program is sent.
    struct WebhookKeys {
        var settings = WebhookSettings()
        /// The file of a template.
        var template: SettingsNode?
        /// One of them, which mean nothing unless events are posted.
        var given: SettingsNode?
    }

    private static let listenKeys = ["port_env", "path", "concurrency"]
    private static let mostAtOnce = 8

    mutating func readWebhook(_ key: String, _ value: SettingsNode) throws(StrategyError) {
        webhook.given = webhook.given ?? value
        switch key {
        case "payload":
            let text = try value.text("write batch, message, or a file's name such as payload.json")
            switch text {
            case "batch": webhook.settings.payload = .batch
            case "message": webhook.settings.payload = .message
            case _ where text.hasSuffix(".json"): webhook.template = value
            default:
                throw value.error(
                    "'payload' cannot be '\(text)'",
                    remedy: "write batch, message, or the name of a file that ends in .json")
            }
        case "signature": webhook.settings.signature = try value.choice(of: WebhookSignature.self)
        default:
            for (key, value) in try value.members("write '{port_env: PORT, path: /webhooks}'") {
                try listen(key, value)
            }
        }
    }

    private mutating func listen(_ key: String, _ value: SettingsNode) throws(StrategyError) {
        switch key {
        case "port_env":
            let name = try value.text("name a variable, such as PORT")
            guard name.utf8.allSatisfy(\.isVariableCharacter), name.utf8.first?.isDigit == false else {
                throw value.error("'\(name)' cannot be a variable's name", remedy: "use letters, digits and _")
            }
            webhook.settings.portVariable = name
        case "path":
            let path = try value.text("write a path, such as /webhooks")
            guard path.hasPrefix("/"), path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else {
                throw value.error("'\(path)' is no path", remedy: "begin it with / and escape what is not ASCII")
            }
            webhook.settings.path = path
        case "concurrency":
            let text = try value.text("write a number, such as 2")
            guard let number = Int(text), (1...Self.mostAtOnce).contains(number) else {
                throw value.error(
                    "'concurrency' cannot be '\(text)'", remedy: "use a number from 1 to \(Self.mostAtOnce)")
            }
            webhook.settings.concurrency = number
        default: throw value.unknownKey(key, among: Self.listenKeys)
        }
    }

    /// How events are posted to the program; nil where they are not.
    ///
    /// - Throws: ``StrategyError`` for settings of what does not happen.
    func webhookSettings() throws(StrategyError) -> WebhookSettings? {
        if worker.broker == .webhook { return webhook.settings }
        guard let given = webhook.given else { return nil }
        throw given.keyError(
            "'\(given.path)' is about events that are posted, and no program is sent any",
            remedy: "write 'broker: webhook' beside 'worker', or leave '\(given.path)' out")
    }
}

extension StrategyFolder {
    /// A template that a setting names.
    mutating func template(_ setting: SettingsNode) throws(StrategyError) -> PayloadTemplate {
        let text = try file(setting)
        let name = try setting.text("")
        let place = name.hasPrefix("/") ? name : "\(path)/\(name)"
        do {
            return try PayloadTemplate(parsing: text, file: place)
        } catch {
            let line = 1 + text.utf8.prefix(error.offset).count { $0 == UInt8(ascii: "\n") }
            throw StrategyError(
                file: place, line: line, message: "it is not JSON: \(error.reason)",
                remedy: "write JSON in which \":id\" stands for the record's id")
        }
    }
}

extension Strategy {
    /// Finds mentions of variables in the payload's template that no delivery has.
    func checkPayloadNames(meaning columns: [String]) throws(StrategyError) {
        guard case .template(let template)? = command?.webhook?.payload else { return }
        for route in routes {
            let known = RecordVariables.names + route.collection.fields.map(\.name) + DeliveryVariables.names
            guard let name = template.names.first(where: { !known.contains($0) }) else { continue }
            throw StrategyError(
                file: template.file, message: "there is no variable '\(name)'",
                remedy: route.remedy(forUnknown: name, among: known + columns))
        }
    }
}
