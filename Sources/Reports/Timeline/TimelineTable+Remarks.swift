extension TimelineTable {
    /// What stands below the lines of a timeline, cut to its width. What has been said once is not said again.
    struct Remarks {
        private let style: TextStyle
        private var said: Set<String> = []

        init(_ style: TextStyle) { self.style = style }

        /// The remarks below a line.
        mutating func lines(below line: TimelineLine, isBrief: Bool) -> [String] {
            line.remarks(isBrief: isBrief).filter { said.insert($0).inserted }.map { remark in
                style.ink(.faint, style.words("      · \(remark)").cut(to: style.width, style))
            }
        }
    }
}
