-- Counts of lines, taken before any is dropped, by the workload and the log group that they belong to; and the reports
-- that carry them to CloudWatch, which makes metrics of them.
-- https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
local quote = require("json").quote
local is_error = require("reader").is_error

local NAMESPACE = "ContainerLogs"
local NAMES = { "Lines", "Errors", "Dropped", "SampledOut", "Limited", "Requests" }
-- Workloads with counts of their own: each is paid for in CloudWatch. Those that come later are counted as "other".
local MOST_WORKLOADS = 500

local POD_SUFFIX = "%-" .. ("[bcdfghjklmnpqrstvwxz2456789]"):rep(5) .. "$"
-- The hash of a pod template is decimal, in letters that make no words.
local TEMPLATE_HASH = "^(.+)%-([456789bcdf]+)$"

-- The name of the workload that a pod belongs to, from the pod's name: a look-up would cost more than the line.
local function workload(pod)
  local set = pod:gsub(POD_SUFFIX, "")
  local deployment, hash = set:match(TEMPLATE_HASH)
  if set ~= pod and hash and #hash >= 6 and #hash <= 10 then
    return deployment
  end
  return (set:gsub("%-%d+$", "")) -- the ordinal of a StatefulSet, the index of a Job, the minute of a CronJob
end

local function nothing()
  return { Lines = 0, Errors = 0, Dropped = 0, SampledOut = 0, Limited = 0, Requests = 0 }
end

-- Adds durations, in milliseconds: how many, their sum, the least and the greatest.
local function add_latency(counts, count, sum, least, greatest)
  local latency = counts.latency
  if not latency then
    counts.latency = { count = count, sum = sum, least = least, greatest = greatest }
    return
  end
  latency.count, latency.sum = latency.count + count, latency.sum + sum
  latency.least, latency.greatest = math.min(latency.least, least), math.max(latency.greatest, greatest)
end

local function add_line(counts, line, left_out)
  counts.Lines = counts.Lines + 1
  if is_error(line) then
    counts.Errors = counts.Errors + 1
  end
  if line.status then
    counts.Requests = counts.Requests + 1
    local took = line.milliseconds
    if took and took >= 0 and took < math.huge then
      add_latency(counts, 1, took, took, took)
    end
  end
  if left_out then
    counts[left_out] = counts[left_out] + 1
  end
end

-- What objectives count of the requests of workloads: of each "namespace/application" a list of names, each with the
-- milliseconds that are too long, or nil for requests that failed.
local function bad_requests(objectives)
  local found = {}
  for _, text in ipairs(objectives) do
    local of, bad = text:match("^(%S+) (%S+)$")
    found[of] = found[of] or {}
    local name = bad == "failed" and "FailedRequests" or "RequestsOver" .. bad .. "ms"
    table.insert(found[of], { name = name, over = tonumber(bad), count = 0 })
  end
  return found
end

-- Counts a request among the bad ones of its workload.
local function add_bad(bad, line)
  for _, each in ipairs(bad) do
    local is_bad = line.status >= 500
    if each.over then
      is_bad = (line.milliseconds or 0) > each.over
    end
    if is_bad then
      each.count = each.count + 1
    end
  end
end

local function add(total, counts)
  for _, name in ipairs(NAMES) do
    total[name] = total[name] + counts[name]
  end
  local latency = counts.latency
  if latency then
    add_latency(total, latency.count, latency.sum, latency.least, latency.greatest)
  end
end

-- A report of counts. `dimensions` are names and values in turn. Zeros are left out, but for those of a log group: who
-- reports nothing but zeros is alive. `more` are further counts, each with its name.
local function report(milliseconds, dimensions, counts, zeros, more)
  local keys, metrics, values = {}, {}, {}
  for index = 1, #dimensions, 2 do
    keys[#keys + 1] = quote(dimensions[index])
    values[#values + 1] = quote(dimensions[index]) .. ":" .. quote(dimensions[index + 1])
  end
  for _, name in ipairs(NAMES) do
    if zeros or counts[name] > 0 then
      metrics[#metrics + 1] = '{"Name":"' .. name .. '","Unit":"Count"}'
      values[#values + 1] = ('"%s":%d'):format(name, counts[name])
    end
  end
  for _, each in ipairs(more) do
    metrics[#metrics + 1] = '{"Name":"' .. each.name .. '","Unit":"Count"}'
    values[#values + 1] = ('"%s":%.14g'):format(each.name, each.count)
  end
  local latency = counts.latency
  if latency then
    metrics[#metrics + 1] = '{"Name":"Latency","Unit":"Milliseconds"}'
    values[#values + 1] = ('"Latency":{"Min":%.14g,"Max":%.14g,"Sum":%.14g,"Count":%d}'):format(
      latency.least, latency.greatest, latency.sum, latency.count)
  end
  return {
    log = ('{"_aws":{"Timestamp":%d,"CloudWatchMetrics":[{"Namespace":"%s","Dimensions":[[%s]],"Metrics":[%s]}]},%s}')
      :format(milliseconds, NAMESPACE, table.concat(keys, ","), table.concat(metrics, ","), table.concat(values, ",")),
  }
end

-- Counters of a cluster. `groups` are the log groups that are counted as a whole, as their inputs tag lines; `names`
-- are their names in CloudWatch, in the same order; `tolerated_error_percent` is the share of lines that may be errors;
-- nil without series of workloads; `objectives` say of which workloads bad requests are counted: "shop/web failed",
-- "shop/web 200" (slower than 200 ms).
--   count(tag, line, left_out)  counts what the reader has read, and why it is left out: the name of a counter, or nil
--   reports(seconds)            what was counted since the last time, as records of Fluent Bit
local function of(cluster, groups, names, tolerated_error_percent, objectives)
  local workloads, known, bad_of = {}, {}, bad_requests(objectives or {})
  local last_tag, last_workload

  -- The workload of a container; of the journal its group alone.
  local function workload_of(tag)
    local group, namespace, pod = tag:match("^containers%.([^.]+)%.([^.]+)%.[^.]+%.%d+%.(.+)$")
    group = group or tag:match("^%a+%.([^.]+)")
    local application = tolerated_error_percent and pod and workload(pod)
    local key = application and group .. " " .. namespace .. " " .. application or group
    local bad = application and bad_of[namespace .. "/" .. application]
    if application and not bad and not known[key] and #workloads >= MOST_WORKLOADS then
      namespace, application = "other", "other"
      key = group .. " other other"
    end
    if not known[key] then
      known[key] =
        { group = group, namespace = namespace, application = application, counts = nothing(), bad = bad or {} }
      workloads[#workloads + 1] = known[key]
    end
    return known[key]
  end

  local function count(tag, line, left_out)
    if tag ~= last_tag then
      last_tag, last_workload = tag, workload_of(tag)
    end
    add_line(last_workload.counts, line, left_out)
    if line.status then
      add_bad(last_workload.bad, line)
    end
  end

  local function reports(seconds)
    local milliseconds, found, totals = math.floor(seconds * 1000), {}, {}
    for _, group in ipairs(groups) do
      totals[group] = nothing()
    end
    for _, each in ipairs(workloads) do
      if each.counts.Lines > 0 then
        if each.application then
          local dimensions = { "ClusterName", cluster, "Namespace", each.namespace, "Application", each.application }
          local excess = each.counts.Errors - each.counts.Lines * tolerated_error_percent / 100
          local more = { { name = "ExcessErrors", count = excess } }
          for _, bad in ipairs(each.bad) do
            more[#more + 1] = { name = bad.name, count = bad.count }
            bad.count = 0
          end
          found[#found + 1] = report(milliseconds, dimensions, each.counts, false, more)
        end
        if totals[each.group] then
          add(totals[each.group], each.counts)
        end
        each.counts = nothing()
      end
    end
    for index, group in ipairs(groups) do
      local dimensions = { "ClusterName", cluster, "LogGroupName", names[index] }
      found[#found + 1] = report(milliseconds, dimensions, totals[group], true, {})
    end
    return found
  end

  return { count = count, reports = reports }
end

return { of = of }
