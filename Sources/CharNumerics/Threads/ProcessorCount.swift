internal import Foundation

/// The number of processors of this machine.
package var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }
