"""What operators see of the service: metrics, logs, traces; and the deadline of a request."""
