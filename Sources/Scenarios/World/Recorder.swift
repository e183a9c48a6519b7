import Sequin

/// The history of a run as it is written: the notes of the present step, and the steps before it. It does not know what
/// they mean.
struct Recorder {
    /// Whether a history is wanted, with a close look at each step.
    let isRecording: Bool
    /// Whether steps and notes are kept; else nothing is.
    let isTracing: Bool
    private(set) var notes: [Note] = []
    private(set) var steps: [Step] = []
    /// Whether the next step begins with what has been noted.
    private var keepsNotes = false

    /// - Parameter isTracing: Whether steps and notes are kept where no history is wanted.
    init(isRecording: Bool, isTracing: Bool = false) {
        self.isRecording = isRecording
        self.isTracing = isRecording || isTracing
    }

    /// Begins a step.
    mutating func begin() {
        if !keepsNotes { notes = [] }
        keepsNotes = false
    }

    /// Has what is noted from now on belong to the next step.
    mutating func keepNotes() {
        notes = []
        keepsNotes = true
    }

    /// Notes something that came of the present step.
    mutating func note(
        _ kind: Note.Kind, by worker: Int? = nil, _ versions: @autoclosure () -> [VersionName] = [],
        detail: @autoclosure () -> Note.Detail? = nil
    ) {
        guard isTracing else { return }
        notes.append(Note(kind, worker: worker, versions: versions(), detail: detail()))
    }

    /// Ends the present step.
    mutating func end(_ choice: Choice, isFree: Bool, time: Duration, detail: StepDetail?) {
        guard isTracing else { return }
        let detail = detail ?? StepDetail()
        steps.append(Step(choice: choice, isFree: isFree, time: time / .seconds(1), notes: notes, detail: detail))
    }
}
