-- Requests that no server has seen before: another box and another limit each time, the same ones to each server.
-- wrk ... -s unseen.lua ADDRESS -- TEMPLATE SEED FILE_OF_SEATS

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

function init(args)
  template, seats = args[1], {}
  for line in io.lines(args[3]) do
    local lon, lat = line:match("(%S+) (%S+)")
    seats[#seats + 1] = { tonumber(lon), tonumber(lat) }
  end
  math.randomseed(tonumber(args[2]) * 100 + number)
end

function request()
  local seat = seats[math.random(#seats)]
  local half = 0.125 + 0.375 * math.random()
  local box = string.format("%.5f,%.5f,%.5f,%.5f", seat[1] - half, seat[2] - half, seat[1] + half, seat[2] + half)
  local path = template:gsub("BOX", box):gsub("LEAST", string.format("%.7f", 20 + 60 * math.random()))
  return wrk.format("GET", path)
end
