"""Lists what TensorBoard's own reader finds in a folder of event files, as one JSON object.

Usage: list_events.py FOLDER
Needs: tensorboard.
"""

import json
import sys

from tensorboard.backend.event_processing import event_accumulator

everything = {
    event_accumulator.SCALARS: 0,
    event_accumulator.HISTOGRAMS: 0,
    event_accumulator.TENSORS: 0,
}
reader = event_accumulator.EventAccumulator(sys.argv[1], size_guidance=everything)
reader.Reload()
tags = reader.Tags()

json.dump(
    {
        "scalars": {
            tag: [[event.step, event.value] for event in reader.Scalars(tag)]
            for tag in tags["scalars"]
        },
        "histograms": {
            tag: [
                {
                    "step": event.step,
                    "min": event.histogram_value.min,
                    "max": event.histogram_value.max,
                    "num": event.histogram_value.num,
                    "sum": event.histogram_value.sum,
                    "limits": len(event.histogram_value.bucket_limit),
                    "count": sum(event.histogram_value.bucket),
                }
                for event in reader.Histograms(tag)
            ]
            for tag in tags["histograms"]
        },
        "texts": {
            tag: [
                [event.step, event.tensor_proto.string_val[0].decode()]
                for event in reader.Tensors(tag)
            ]
            for tag in tags["tensors"]
            if reader.SummaryMetadata(tag).plugin_data.plugin_name == "text"
        },
    },
    sys.stdout,
)
