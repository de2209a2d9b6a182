-- For wrk: GET of one query, each time with another comment behind it, unless it must stay the same.
-- Arguments: path with the query, yes or no (vary), and an entity tag to send (or nothing).
local path, vary, number = nil, true, os.time() % 100000 * 10000

function init(args)
  path, vary = args[1], args[2] == "yes"
  wrk.headers["Accept"] = "application/sparql-results+json"
  if args[3] then wrk.headers["If-None-Match"] = args[3] end
end

function request()
  if not vary then return wrk.format("GET", path) end
  number = number + 1
  return wrk.format("GET", path .. "%0A%23%20" .. number)
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format('\nFOUND {"requests": %d, "seconds": %.6f, "p50": %.3f, "p99": %.3f, "longest": %.3f, "statuses": %d, "lost": %d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(99) / 1e3, latency.max / 1e3,
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
