/// A cell and where it is on the page.
struct PageCell {
    let account: CellAccount
    /// The end of the address that leads to it.
    let anchor: String

    init(_ account: CellAccount, anchor: String) {
        self.account = account
        self.anchor = anchor
    }
}
