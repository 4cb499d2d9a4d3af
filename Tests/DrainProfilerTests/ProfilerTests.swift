import Testing
@testable import DrainProfiler
@Suite struct ProfilerTests {}
