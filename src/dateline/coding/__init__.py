"""From a parsed report to its events; `pipeline` is the only file that knows the order of the stages."""
