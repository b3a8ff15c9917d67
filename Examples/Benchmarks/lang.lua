-- SPDX-License-Identifier: Apache-2.0
--
-- The embeddable peer: run with luajit and luajit -joff. An argument names the one kernel that is wanted.
local function wanted(name) return not arg[1] or arg[1] == name end
local function rep(n, t, ops) print(string.format("%s ns_per_op=%.3f", n, t * 1e9 / ops)) end
local clock, t = os.clock, nil
if wanted("fib") then
  local function fib(n) if n < 2 then return n end return fib(n - 1) + fib(n - 2) end
  local t = clock(); local r = fib(32); rep("fib", clock() - t, 7049155)
  print("CHECK fib", r)
end
if wanted("sieve") then
  local n, ops, cnt = 5000000, 0, 0
  local comp = {}
  for i = 1, n do comp[i] = false end
  t = clock()
  for i = 2, n do
    if not comp[i] then
      cnt = cnt + 1
      for j = i * 2, n, i do comp[j] = true; ops = ops + 1 end
    end
  end
  rep("sieve", clock() - t, ops)
  print("CHECK sieve", cnt, ops)
end
if wanted("binarytrees") then
  local function build(d) if d == 0 then return {} end return { build(d - 1), build(d - 1) } end
  local function count(x) if not x[1] then return 1 end return 1 + count(x[1]) + count(x[2]) end
  t = clock()
  local total = count(build(15))
  local long = build(14)
  for d = 4, 14, 4 do for i = 1, 2 ^ (14 - d + 4) do total = total + count(build(d)) end end
  total = total + count(long)
  rep("binarytrees", clock() - t, total)
  print("CHECK binarytrees", total)
end
if wanted("co_switch") then
  local co = coroutine.wrap(function() while true do coroutine.yield() end end)
  t = clock(); for i = 1, 2000000 do co() end; rep("co_switch", clock() - t, 4000000)
end
if wanted("co_spawn_seq") then
  t = clock(); for i = 1, 300000 do coroutine.wrap(function() end)() end; rep("co_spawn_seq", clock() - t, 300000)
end
if wanted("map") then
  local m = {}
  t = clock(); for i = 0, 999999 do m[(i * 2654435761) % 4294967296] = i end; rep("mapinsert", clock() - t, 1000000)
  local s = 0
  t = clock(); for i = 0, 999999 do s = s + m[(i * 2654435761) % 4294967296] end; rep("maphit", clock() - t, 1000000)
  print("CHECK maphit", s)
end
