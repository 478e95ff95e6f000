-- The requests of one operation, for wrk:
--   wrk … -s requests.lua URL -- FILE ORDER AUTHORIZATION CONTENT-TYPE CONNECTIONS ANSWERS
-- FILE    a request a line: METHOD <tab> PATH <tab> BODY. @NUMBER@ becomes the request's number, in eight digits. Numbers go on from run
--         to run (FILE.position), so that each request is a real change and no userName comes twice.
-- ORDER   cycle: line after line; random: any line; bulk: as cycle, and each answer is searched for operations that failed;
--         lives: the lines are the steps of one person's life, and @ID@ is what the answer to its second step, the creation, calls them.
-- ANSWERS `told`: refusals are counted by their status, and of those for too much at once (429, 503) the ones that do not tell in whole
--         seconds when to try again (Retry-After); `-`: they are not looked at.
-- What cannot be known from here (which requests, for which people) the program beside this file has written.
local texts, pieces, marks = {}, {}, {}
local steps, waiting, first, last = {}, {}, 1, 0
local order, distance, sent = nil, 0, 0
position, failures, file = 0, 0, nil
untold, refusals = 0, {}

local function read(path)
  local lines = {}
  for line in io.lines(path) do
    local method, target, body = string.match(line, "^(%u+)\t([^\t]*)\t?(.*)$")
    lines[#lines + 1] = { method = method, target = target, body = body ~= "" and body or nil }
  end
  return lines
end

-- The mark is as long as the number, so that a text is put together with its headers once and cut at its marks.
local function cut(text)
  local parts, slots, from = {}, {}, 1
  while true do
    local a, b = string.find(text, "@NUMBER@", from, true)
    if not a then break end
    parts[#parts + 1] = string.sub(text, from, a - 1)
    parts[#parts + 1] = ""
    slots[#slots + 1] = #parts
    from = b + 1
  end
  parts[#parts + 1] = string.sub(text, from)
  return parts, slots
end

local function line_request()
  position = position + 1
  local at = order == "random" and math.random(#texts) or (position - 1) % #texts + 1
  local slots = marks[at]
  if #slots == 0 then return texts[at] end
  local number = string.format("%08d", position % 100000000)
  for k = 1, #slots do pieces[at][slots[k]] = number end
  return table.concat(pieces[at])
end

local function wait(life)
  last = last + 1
  life.since = sent
  waiting[last] = life
end

-- The person who has waited longest, if their last request is answered by now; else a new one.
local function next_life()
  local life = waiting[first]
  if life and sent - life.since >= distance then
    waiting[first] = nil
    first = first + 1
    return life
  end
  position = position + 1
  return { number = string.format("%08d", position % 100000000), step = 1 }
end

local function life_request()
  local life = next_life()
  local step = steps[life.step]
  local function fill(text) return text and string.gsub(string.gsub(text, "@NUMBER@", life.number), "@ID@", life.id or "") end
  sent = sent + 1
  life.step = life.step + 1
  -- Whoever was just created is heard of again when the answer tells their id.
  if life.step ~= 3 and life.step <= #steps then wait(life) end
  return wrk.format(step.method, (fill(step.target)), nil, (fill(step.body)))
end

local function life_response(status, _, body)
  if status ~= 201 then return end
  local number, id = string.match(body, '"userName"%s*:%s*"[^"]-(%d%d%d%d%d%d%d%d)'), string.match(body, '"id"%s*:%s*"([^"]+)"')
  if number and id then wait({ number = number, id = id, step = 3 }) else failures = failures + 1 end
end

local function bulk_response(status, _, body)
  if status ~= 200 or string.find(body, '"status"%s*:%s*"?[345]') or string.find(body, '"code"%s*:%s*"?[345]') then failures = failures + 1 end
end

local function refused_response(status, headers)
  if status < 400 then return end
  refusals[status] = (refusals[status] or 0) + 1
  if status ~= 429 and status ~= 503 then return end
  for name, value in pairs(headers) do
    if string.lower(name) == "retry-after" and string.match(value, "^%d+$") then return end
  end
  untold = untold + 1
end

function init(args)
  local connections
  file, order, connections = args[1], args[2], tonumber(args[5])
  if args[3] ~= "-" then wrk.headers["Authorization"] = args[3] end
  wrk.headers["Accept"] = "application/scim+json, application/json"
  wrk.headers["Content-Type"] = args[4]
  local saved = io.open(file .. ".position")
  if saved then position = tonumber(saved:read("*a")); saved:close() end
  math.randomseed(position)
  steps = read(file)
  if order == "lives" then
    -- With several connections, one person's requests are so far apart that the earlier one is answered.
    distance = connections == 1 and 0 or 2 * connections
    request, response = life_request, life_response
    return
  end
  for k = 1, #steps do
    texts[k] = wrk.format(steps[k].method, steps[k].target, nil, steps[k].body)
    pieces[k], marks[k] = cut(texts[k])
  end
  request = line_request
  if order == "bulk" then response = bulk_response end
  if args[6] == "told" then response = refused_response end
end

local the_thread
function setup(thread) the_thread = thread end

function done(summary, latency)
  local saved = io.open(the_thread:get("file") .. ".position", "w")
  saved:write(tostring(the_thread:get("position")))
  saved:close()
  local errors, statuses = summary.errors, {}
  for status, count in pairs(the_thread:get("refusals")) do statuses[#statuses + 1] = string.format('"%d":%d', status, count) end
  io.write(string.format('\nRESULT {"requests":%d,"microseconds":%d,"refused":%d,"failures":%d,"broken":%d,"refusals":{%s},"untold":%d,"p50_us":%d,"p99_us":%d,"bytes":%d}\n',
    summary.requests, summary.duration, errors.status, the_thread:get("failures"),
    errors.connect + errors.read + errors.write + errors.timeout, table.concat(statuses, ","), the_thread:get("untold"),
    latency:percentile(50), latency:percentile(99), summary.bytes))
end
