-- What does wrk send? Called with: kind first_person people events repeats path count_statuses
--   hot, many  sign-ups of one event, or of a random one; each request is sent `repeats` times
--   mix        sign-ups and cancellations of the hot event, by few people
--   get        reads of `path`, by a hundred people in turn
--   checkin    workers (the first people) scan the residents' codes that stand in the file `path`, one a line
--   start      people start the contest, each of them once
--   save       an answer is saved on one paper after the other of the file `path`: an attempt and an option on each line
--   submit     papers of the same file are handed in
-- People and events are named by number, as bench/names.py does. `done` prints one line of figures.

local kind, first, people, events, repeats, path, count_statuses
local sent, held, codes, papers = 0, {}, {}, {}
local gates, gate_event = 8, 2  -- as bench/gates.py has them
local quiz, saved_item = "01BENCHQVZ0000000000000001", 11  -- as bench/contest.py has them
local threads = {}
counted = {}  -- status -> times; global, so that `done` can ask the thread for it

function setup(thread) table.insert(threads, thread) end

function init(args)
  kind, first, people, events = args[1], tonumber(args[2]), tonumber(args[3]), tonumber(args[4])
  repeats, path, count_statuses = tonumber(args[5]), args[6], args[7] == "yes"
  math.randomseed(first + 1)
  if kind == "checkin" then
    for line in io.lines(path) do table.insert(codes, line) end
  end
  if kind == "save" or kind == "submit" then
    for line in io.lines(path) do table.insert(papers, line) end
  end
  if not count_statuses then response = nil end
end

local function token(person) return string.format("Bearer bench-token-%08d", person) end

local function sign_up(person, event, key)
  local headers = {["Authorization"] = token(person), ["Content-Type"] = "application/json", ["Idempotency-Key"] = key}
  local body = string.format(
    '{"party":[{"label":"家人%08d","child":false}],"answers":{"arrives":"bus","note":"带着水杯"},"form_version":1}', person)
  return wrk.format("POST", string.format("/api/v1/events/01BENCHEVENT%014d/signups", event), headers, body)
end

local function mixed()
  if #held > 0 and math.random() < 0.45 then
    local one = table.remove(held, math.random(#held))
    return wrk.format("DELETE", "/api/v1/signups/" .. one.id, {["Authorization"] = token(one.person)})
  end
  local person = math.random(0, people - 1)
  return sign_up(person, 1, "mix" .. first .. "-" .. sent)
end

local function check_in()
  local headers = {
    ["Authorization"] = token(sent % gates), ["Content-Type"] = "application/json", ["Idempotency-Key"] = "scan" .. sent}
  local body = string.format('{"code":"%s","gate":"东门"}', codes[(sent - 1) % #codes + 1])
  return wrk.format("POST", string.format("/api/v1/events/01BENCHEVENT%014d/attendances", gate_event), headers, body)
end

local function start()
  local headers = {["Authorization"] = token((first + sent - 1) % people), ["Content-Type"] = "application/json"}
  return wrk.format("POST", "/api/v1/quizzes/" .. quiz .. "/attempts", headers, '{"rules_version":1}')
end

local function work()
  local attempt, option = papers[(first + sent - 1) % #papers + 1]:match("^(%S+) (%S+)$")
  local headers = {["Authorization"] = token(tonumber(attempt:sub(-13)))}
  local path = "/api/v1/attempts/" .. attempt
  if kind == "submit" then return wrk.format("POST", path .. "/submit", headers) end
  headers["Content-Type"] = "application/json"
  local body = string.format('{"options":["%s"],"seq":1}', option)
  return wrk.format("PUT", path .. "/answers/" .. saved_item, headers, body)
end

function request()
  sent = sent + 1
  if kind == "start" then return start() end
  if kind == "save" or kind == "submit" then return work() end
  if kind == "checkin" then return check_in() end
  if kind == "get" then
    return wrk.format("GET", path, {["Authorization"] = token((first + sent) % math.min(people, 100))})
  end
  if kind == "mix" then return mixed() end
  local number = math.floor((sent - 1) / repeats)
  local event = kind == "many" and math.random(1, events) or 1
  return sign_up((first + number) % people, event, "key" .. first .. "-" .. number)
end

function response(status, headers, body)
  counted[status] = (counted[status] or 0) + 1
  if kind == "mix" and status == 201 then
    local id, person = body:match('"id":"(%w+)"'), body:match("家人(%d+)")
    if id and person then table.insert(held, {id = id, person = tonumber(person)}) end
  end
end

function done(summary, latency, requests)
  local e, parts = summary.errors, {}
  for code, times in pairs(threads[1]:get("counted")) do
    table.insert(parts, string.format('"%d":%d', code, times))
  end
  io.write(string.format(
    'FIGURES {"requests":%d,"seconds":%.6f,"p50":%.3f,"p95":%.3f,"p99":%.3f,"refused":%d,"broken":%d,"statuses":{%s}}\n',
    summary.requests, summary.duration / 1e6, latency:percentile(50) / 1e3, latency:percentile(95) / 1e3,
    latency:percentile(99) / 1e3, e.status, e.connect + e.read + e.write + e.timeout,
    table.concat(parts, ",")))
end
