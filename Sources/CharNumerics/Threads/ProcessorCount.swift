internal import Foundation

/// The processors of this machine.
package var processorCount: Int { ProcessInfo.processInfo.activeProcessorCount }
