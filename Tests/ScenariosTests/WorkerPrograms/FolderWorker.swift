import Foundation
import Postgres
import Sequin
import Syncer
import TestSupport

@testable import Scenarios

/// A program that does what a folder of scripts says: it sends the same statements, and has the folder's policy.
enum FolderWorker {
    /// Why a strategy cannot be run so; nil if it can.
    static func obstacle(_ strategy: Strategy) -> String? {
        strategy.policy.deadline == nil ? nil : "a program keeps no timers"
    }

    /// Runs `body` with a strategy whose worker is the program, for another that has scripts.
    static func with<T>(_ strategy: Strategy, _ body: (Strategy) async throws -> T) async throws -> T {
        try await withFolder { folder in
            let manager = FileManager.default
            for name in try manager.contentsOfDirectory(atPath: strategy.folder) where name != "strategy.yml" {
                let isScript = ["upsert.sql", "delete.sql", "batch.sql", "session.sql"].contains(name)
                if isScript {
                    try manager.createDirectory(atPath: "\(folder)/scripts", withIntermediateDirectories: true)
                }
                try manager.copyItem(
                    atPath: "\(strategy.folder)/\(name)", toPath: "\(folder)/\(isScript ? "scripts/" : "")\(name)")
            }
            try worker.write(toFile: "\(folder)/worker.py", atomically: true, encoding: .utf8)
            let policy: [String: Any] = [
                "ack": strategy.policy.ack.rawValue, "on_error": strategy.policy.onError.rawValue,
                "batch_failure": strategy.policy.batchFailure.rawValue,
                "retry": strategy.policy.retry.map(\.rawValue), "retry_limit": strategy.policy.retryLimit,
                "fields": strategy.routes.flatMap(\.collection.fields).map(\.name),
            ]
            try JSONSerialization.data(withJSONObject: policy).write(to: URL(fileURLWithPath: "\(folder)/policy.json"))
            let python = ProgramFolder.python ?? "python3"
            var settings = "worker: \(python) worker.py\ndeletes: \(strategy.deletes.rawValue)\n"
            // The other keys of the zoo are the worker's, or of no use here.
            for line in (strategy.settings ?? "").split(separator: "\n") where line.hasPrefix("versions:") {
                settings += "\(line)\n"
            }
            try settings.write(toFile: "\(folder)/strategy.yml", atomically: true, encoding: .utf8)
            return try await body(try Strategy.load(folder: folder))
        }
    }

    /// Reads psql scripts as Converge does, and runs one for each delivery, over libpq.
    private static let worker = #"""
        import json, os, re, urllib.request
        from psycopg import pq

        POLICY = json.load(open('policy.json'))
        TOKEN = re.compile(r"""
            (?P<comment>--[^\n]*|/\*.*?\*/)
          | (?P<text>[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|"(?:[^"]|"")*"|(?P<tag>\$\w*\$).*?(?P=tag))
          | (?P<keep>::|:=)
          | :(?P<form>['"]?)(?P<name>[A-Za-z_]\w*)(?P=form)
          | :\{\?(?P<asked>\w+)\}
          | \\(?P<command>\w+)(?P<rest>[^\n\\]*)
          | (?P<end>;)
          | (?P<other>.)""", re.X | re.S)

        # Steps: ('run', parts, prefix of \gset or None), or ('if' and its kin, parts). Parts are text, or (form, name).
        def parse(text):
            script, parts = [], []
            def ends(prefix=None):
                if any(not isinstance(part, str) or part.strip() for part in parts):
                    script.append(('run', list(parts), prefix))
                parts.clear()
            for token in TOKEN.finditer(text):
                if token['comment']: parts.append(' ')
                elif token['name']: parts.append((token['form'], token['name']))
                elif token['asked']: parts.append(('?', token['asked']))
                elif token['end']: ends()
                elif token['command'] == 'gset': ends(token['rest'].strip())
                elif token['command']:
                    parts.clear()
                    words = [('?', name) if mark else ('', name) for mark, name in
                             re.findall(r':(\{\?)?(\w+)\}?', token['rest'])] or [token['rest'].strip()]
                    script.append((token['command'], words))
                else: parts.append(token[0])
            ends()
            return script

        def literal(text):
            if text is None: return 'NULL'
            quoted = text.replace("'", "''")
            return "'" + quoted + "'" if '\\' not in text else " E'" + quoted.replace('\\', '\\\\') + "'"

        def fill(parts, values):
            text = ''
            for part in parts:
                if isinstance(part, str): text += part; continue
                form, name = part
                value = values.get(name)
                if form == "'": text += literal(value)
                elif form == '"': text += '"' + value.replace('"', '""') + '"'
                elif form == '?': text += 'FALSE' if value is None else 'TRUE'
                else: text += ':' + name if value is None else value
            return text.strip()

        def is_true(text):
            text = text.strip().lower()
            return text in ('1', 'on') or bool(text) and ('true'.startswith(text) or 'yes'.startswith(text))

        class Failed(Exception): pass

        class Database:
            connection = None

            def run(self, sql):
                result = self.connection.exec_(sql.encode())
                if result.status in (pq.ExecStatus.COMMAND_OK, pq.ExecStatus.TUPLES_OK): return result
                print(result.error_message)
                lost = self.connection.transaction_status == pq.TransactionStatus.UNKNOWN
                code = result.error_field(pq.DiagnosticField.SQLSTATE)
                raise Failed(None if lost or code is None else code.decode())

            def open(self):
                while self.connection is None or self.connection.status != pq.ConnStatus.OK:
                    self.connection = pq.PGconn.connect(os.environ['DATABASE_URL'].encode())
                    try: self.play('session', {})
                    except Failed: pass

            def play(self, name, values):
                values, branches = dict(values), []
                for step in SCRIPTS.get(name, []):
                    runs = all(branch[0] for branch in branches)
                    if step[0] == 'if': branches.append([is_true(fill(step[1], values))] * 2)
                    elif step[0] == 'elif':
                        branches[-1][0] = not branches[-1][1] and is_true(fill(step[1], values))
                        branches[-1][1] = branches[-1][1] or branches[-1][0]
                    elif step[0] == 'else': branches[-1][0] = not branches[-1][1]
                    elif step[0] == 'endif': branches.pop()
                    elif runs:
                        result = self.run(fill(step[1], values))
                        if step[2] is None or result.ntuples == 0: continue
                        if result.ntuples > 1: raise Failed('21000')
                        for column in range(result.nfields):
                            value = result.get_value(0, column)
                            variable = step[2] + result.fname(column).decode()
                            values[variable] = None if value is None else value.decode()

            def recover(self):
                if self.connection.transaction_status in (pq.TransactionStatus.INTRANS, pq.TransactionStatus.INERROR):
                    try: self.run('rollback')
                    except Failed: pass
                self.open()

        def call(name, **body):
            base = os.environ['SEQUIN_URL'] + '/api/http_pull_consumers/' + os.environ['SEQUIN_CONSUMER']
            request = urllib.request.Request(base + '/' + name, data=json.dumps(body).encode(), headers={
                'Authorization': 'Bearer ' + os.environ['SEQUIN_TOKEN'], 'Content-Type': 'application/json'})
            try:
                with urllib.request.urlopen(request, timeout=600) as response: return json.load(response)['data']
            except (OSError, KeyError): return []

        def fields(message):
            record = message['data']['record']
            sync = record['sync']
            values = dict.fromkeys(POLICY['fields'])
            values.update(record['data'], deliver_count=1, message_id=None, ack_id=message['ack_id'])
            values.update({name: value for name, value in record.items() if name != 'sync'})
            values.update(sync_id=sync['id'], sync_external_id=sync['external_id'], sync_metadata=sync['metadata'])
            return values

        def shown(value):
            return value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)

        def array(values):
            return '{' + ','.join('NULL' if value is None else json.dumps(value, ensure_ascii=False)
                for value in map(shown, values)) + '}'

        def apply(database, messages, whole):
            for attempt in range(POLICY['retry_limit'] + 1):
                rows = [fields(message) for message in messages]
                try:
                    if whole:
                        names = {name: array([row[name] for row in rows]) for name in rows[0]}
                        database.play('batch', {'records': json.dumps(rows, ensure_ascii=False)}
                            | {name + '_array': value for name, value in names.items()})
                    else:
                        deletes = rows[0]['deleted'] and 'delete' in SCRIPTS
                        database.play('delete' if deletes else 'upsert', {k: shown(v) for k, v in rows[0].items()})
                    return True
                except Failed as failure:
                    database.recover()
                    if failure.args[0] not in POLICY['retry']: return False
            return False

        def settle(name, messages): call(name, ack_ids=[message['ack_id'] for message in messages])

        def give_up(messages):
            if POLICY['on_error'] != 'leave': settle(POLICY['on_error'], messages)

        def handle(database, messages):
            first = POLICY['ack'] == 'before-apply'
            if 'batch' in SCRIPTS:
                if first: settle('ack', messages)
                if apply(database, messages, True):
                    if not first: settle('ack', messages)
                    return
                if POLICY['batch_failure'] == 'whole': return give_up(messages)
            for message in messages:
                if first and 'batch' not in SCRIPTS: settle('ack', [message])
                if not apply(database, [message], False): give_up([message])
                elif not first: settle('ack', [message])

        SCRIPTS = {name[:-4]: parse(open('scripts/' + name).read()) for name in os.listdir('scripts')}
        database = Database()
        database.open()
        while True:
            messages = call('receive', max_batch_size=1, wait_for=30000)
            if messages: handle(database, messages)
        """#
}
