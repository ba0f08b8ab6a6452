internal import Foundation

// The two functions of mathematics that this target needs, by names that say what they are.

func exponential(_ x: Double) -> Double { exp(x) }

func logarithm(_ x: Double) -> Double { log(x) }
