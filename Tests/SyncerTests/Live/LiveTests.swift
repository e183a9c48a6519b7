import TestSupport
import Testing

/// The tests that start a server: one after the other, since each server wants memory and a core.
@Suite(.ownTime, .serialized) enum LiveTests {}
