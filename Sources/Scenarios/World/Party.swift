/// Which party a choice belongs to, for explorers and for taking turns. Workers have their own number, from 1.
enum Party {
    static let upstream = 0
    static let clock = -1
    static let faults = -2
    static let network = -3
}
