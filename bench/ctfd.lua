-- What does wrk send to CTFd and to us? Called with the path of a file that bench/ctfd.py wrote: one request a line, as
-- method, path, headers (`name: value`, parted by |) and body, parted by tabs. They are sent in turn; `done` prints one
-- line of figures. Nothing here knows which of the two is asked.

local prepared, sent = {}, 0

function init(args)
  for line in io.lines(args[1]) do
    local method, path, named, body = line:match("^(.-)\t(.-)\t(.-)\t(.*)$")
    local headers = {}
    for name, value in named:gmatch("([^|:]+): ([^|]*)") do headers[name] = value end
    table.insert(prepared, wrk.format(method, path, headers, body ~= "" and body or nil))
  end
end

function request()
  sent = sent + 1
  return prepared[(sent - 1) % #prepared + 1]
end

function done(summary, latency, requests)
  local e = summary.errors
  io.write(string.format(
    'FIGURES {"requests":%d,"seconds":%.6f,"p50":%.3f,"p95":%.3f,"p99":%.3f,"refused":%d,"broken":%d}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status, e.connect + e.read + e.write + e.timeout))
end
