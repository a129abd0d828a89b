"""Speed against the usual ways of doing the same, side by side in one run.

    python -m pytest benchmarks/test_speed.py --benchmark-json=speed.json
    python benchmarks/speed_table.py speed.json > benchmarks/speed.md

In each group the first row is ours and the others are what one would write without it; what is not
installed (linopy) is skipped. Ratios of one run are kept, seconds of one machine are not.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from typing import Any

import highspy
import numpy as np
import pyomo.environ as pyo
import pytest
from scipy import sparse

from optdesign.exploration.explore import explore_study
from optdesign.exploration.study.read import load_study
from optdesign.exploration.trials.execution import Execution
from optdesign.formulations.blocks import Blocks
from optdesign.problem import load_problem, make_case
from optdesign.result import execute
from optdesign.solvers.bootstrap_phase import Phase, solve_phase
from optdesign.solvers.linear import PersistentLinear, compile_linear
from optdesign.solvers.methods import concentrator
from optdesign.tradeoff.front import Objective
from optdesign.tradeoff.models.exact import exact_front

Benchmark = Any
RESOLVES = 50


def once(benchmark: Benchmark, work: Callable[[], Any], rounds: int = 3) -> Any:
    """Time whole runs, a few of them."""
    return benchmark.pedantic(work, rounds=rounds, iterations=1, warmup_rounds=0)


# A production plan: stocks carried from period to period, as schedules are.
def plan(periods: int, goods: int) -> Any:
    """A linear program with ``2 x periods x goods`` variables."""
    model = pyo.ConcreteModel()
    model.t, model.g = pyo.RangeSet(0, periods - 1), pyo.RangeSet(0, goods - 1)
    model.stock = pyo.Var(model.t, model.g, bounds=(0, 100))
    model.made = pyo.Var(model.t, model.g, bounds=(0, 10))

    def carry(m: Any, t: int, g: int) -> Any:
        before = m.stock[t - 1, g] if t else 1.0
        return m.stock[t, g] == 0.9 * before + m.made[t, g]

    model.carry = pyo.Constraint(model.t, model.g, rule=carry)
    model.capacity = pyo.Constraint(
        model.t, rule=lambda m, t: sum(m.made[t, g] for g in m.g) <= 2.0 * goods
    )
    model.cost = pyo.Objective(
        expr=-sum((1 + g / goods) * model.stock[periods - 1, g] for g in model.g)
    )
    return model


def plan_blocks(periods: int, goods: int) -> Blocks:
    """The same program as sparse matrices, which is how our own large programs are described."""
    count = periods * goods
    blocks = Blocks()
    blocks.variables("stock", count, upper=100.0)
    blocks.variables("made", count, upper=10.0)
    kept = sparse.eye(count, format="csr") - 0.9 * sparse.eye(count, k=-goods, format="csr")
    start = np.where(np.arange(count) < goods, 0.9, 0.0)
    blocks.rows("carry", {"stock": kept, "made": -np.ones(count)}, low=start, high=start)
    summed = sparse.kron(sparse.eye(periods), np.ones((1, goods)))
    blocks.rows("capacity", {"made": summed}, high=2.0 * goods)
    worth = np.zeros(count)
    worth[-goods:] = 1 + np.arange(goods) / goods
    blocks.minimize({"stock": -worth})
    return blocks


def raw(model: Any) -> highspy.Highs:
    """The matrix of a model in HiGHS, nothing around it."""
    return PersistentLinear(compile_linear(model))._highs


class TestResolve:
    """Fifty solves of one program, a bound changed before each."""

    @pytest.mark.benchmark(group="50 re-solves, 4 800 variables")
    def test_optdesign(self, benchmark: Benchmark) -> None:
        linear = PersistentLinear(compile_linear(plan(120, 20)))

        def work() -> None:
            for step in range(RESOLVES):
                linear.change_coefficients([("capacity[3]", "made[3,0]", 1.0)], 1 + step / 100)
                linear.solve()

        once(benchmark, work)

    @pytest.mark.benchmark(group="50 re-solves, 4 800 variables")
    def test_raw_highs(self, benchmark: Benchmark) -> None:
        model = plan(120, 20)
        form, solver = compile_linear(model), raw(model)
        row, column = form.rows["capacity[3]"], form.columns["made[3,0]"]

        def work() -> None:
            for step in range(RESOLVES):
                solver.changeCoeff(row, column, 1 + step / 100)
                solver.run()

        once(benchmark, work)

    @pytest.mark.benchmark(group="50 re-solves, 4 800 variables")
    def test_pyomo_persistent(self, benchmark: Benchmark) -> None:
        model = plan(120, 20)
        model.weight = pyo.Param(initialize=1.0, mutable=True)
        del model.capacity
        model.capacity = pyo.Constraint(
            model.t,
            rule=lambda m, t: m.weight * m.made[t, 0] + sum(m.made[t, g] for g in m.g if g) <= 40,
        )
        solver = pyo.SolverFactory("appsi_highs")

        def work() -> None:
            for step in range(RESOLVES):
                model.weight = 1 + step / 100
                solver.solve(model)

        once(benchmark, work)

    @pytest.mark.benchmark(group="50 re-solves, 4 800 variables")
    def test_rebuilt_each_time(self, benchmark: Benchmark) -> None:
        def work() -> None:
            for _ in range(RESOLVES):
                pyo.SolverFactory("appsi_highs").solve(plan(120, 20))

        once(benchmark, work, rounds=1)


class TestHandOver:
    """A large model from its description into HiGHS, not solved."""

    @pytest.mark.benchmark(group="hand-over of 320 000 variables")
    def test_optdesign_from_blocks(self, benchmark: Benchmark) -> None:
        small = (PersistentLinear(compile_linear(way(8, 5))).solve() for way in (plan, plan_blocks))
        first, second = (answer.objective for answer in small)
        assert first == pytest.approx(second)
        blocks = plan_blocks(400, 400)
        once(benchmark, lambda: PersistentLinear(compile_linear(blocks)), rounds=1)

    @pytest.mark.benchmark(group="hand-over of 320 000 variables")
    def test_optdesign_from_pyomo(self, benchmark: Benchmark) -> None:
        model = plan(400, 400)
        once(benchmark, lambda: PersistentLinear(compile_linear(model)), rounds=1)

    @pytest.mark.benchmark(group="hand-over of 320 000 variables")
    def test_pyomo_persistent(self, benchmark: Benchmark) -> None:
        model = plan(400, 400)
        solver = pyo.SolverFactory("appsi_highs")
        once(benchmark, lambda: solver.set_instance(model), rounds=1)

    @pytest.mark.benchmark(group="hand-over of 320 000 variables")
    def test_linopy(self, benchmark: Benchmark) -> None:
        linopy = pytest.importorskip("linopy")
        import pandas as pd

        periods, goods = pd.RangeIndex(400, name="t"), pd.RangeIndex(400, name="g")
        model = linopy.Model()
        stock = model.add_variables(lower=0, upper=100, coords=[periods, goods], name="stock")
        made = model.add_variables(lower=0, upper=10, coords=[periods, goods], name="made")
        start = np.zeros((400, 400))
        start[0] = 0.9
        model.add_constraints(stock - 0.9 * stock.shift(t=1) - made == start, name="carry")
        model.add_constraints(made.sum("g") <= 800.0, name="capacity")
        model.add_objective(-(stock.sel(t=399) * (1 + np.arange(400) / 400)).sum())

        def hand_over() -> Any:
            from linopy.io import to_highspy

            return to_highspy(model)

        once(benchmark, hand_over, rounds=1)


@pytest.mark.parametrize("periods", [60, 120, 240, 480])
@pytest.mark.benchmark(group="shortest time of ceres-bootstrap-paper by periods")
def test_minimum_time(benchmark: Benchmark, periods: int) -> None:
    once(benchmark, lambda: solve_phase(Phase(1.0, 1e6, np.inf, "work"), periods=periods))


class TestPhysics:
    """The cost of 20 000 concentrators."""

    @staticmethod
    def search() -> tuple[Any, Any]:
        search = concentrator.make_search(make_case(load_problem("concentrator")))
        return search, np.random.default_rng(0).random((20_000, len(search.ranges)))

    @pytest.mark.benchmark(group="cost of 20 000 concentrators")
    def test_optdesign(self, benchmark: Benchmark) -> None:
        search, points = self.search()
        once(benchmark, lambda: search.score(points))

    @pytest.mark.benchmark(group="cost of 20 000 concentrators")
    def test_one_by_one(self, benchmark: Benchmark) -> None:
        search, points = self.search()
        once(benchmark, lambda: [search.score(point) for point in points], rounds=1)


def with_processor_seconds(benchmark: Benchmark, work: Callable[[], Any]) -> None:
    """Time a run once, and tell the processor time of this process and its children too."""
    before = sum(os.times()[:4])
    once(benchmark, work, rounds=1)
    benchmark.extra_info["processor seconds"] = round(sum(os.times()[:4]) - before, 1)


class TestStudy:
    """Two hundred trials of the paper's bootstrap: worker processes against a loop."""

    FILE = """question = "How soon?"
problem = "ceres-bootstrap-paper"
trials = 200
[uncertain]
power.doubling_time = { low = "3 month", high = "6 month" }
habitat.energy = { low = "4e9 J/m2", high = "6e9 J/m2" }
"""

    @pytest.mark.parametrize("workers", [1, 2], ids=["one worker", "two workers"])
    @pytest.mark.benchmark(group="200 trials")
    def test_optdesign(self, benchmark: Benchmark, tmp_path: Any, workers: int) -> None:
        path = tmp_path / "trials.toml"
        path.write_text(self.FILE)
        study = load_study(path)
        with_processor_seconds(
            benchmark, lambda: explore_study(study, Execution(results=tmp_path, workers=workers))
        )

    @pytest.mark.benchmark(group="200 trials")
    def test_script(self, benchmark: Benchmark) -> None:
        random = np.random.default_rng(0)

        def work() -> None:
            for months, energy in zip(
                random.uniform(3, 6, 200), random.uniform(4e9, 6e9, 200), strict=True
            ):
                given = {"power.doubling_time": f"{months} month", "habitat.energy": f"{energy}"}
                execute(make_case(load_problem("ceres-bootstrap-paper"), parameters=given))

        with_processor_seconds(benchmark, work)


def black_box(
    benchmark: Benchmark, sampler: str, best: float, value: Callable[[Any], float]
) -> None:
    """Time a search of optuna's until within 1 % of the best, at most 2000 trials."""
    import optuna

    optuna.logging.set_verbosity(optuna.logging.ERROR)

    def work() -> Any:
        study = optuna.create_study(sampler=getattr(optuna.samplers, sampler)(seed=0))

        def stop(study: Any, trial: Any) -> None:
            if study.best_value <= 1.01 * best:
                study.stop()

        study.optimize(value, n_trials=2000, callbacks=[stop])
        return study

    study = once(benchmark, work, rounds=1)
    benchmark.extra_info["trials"] = len(study.trials)
    benchmark.extra_info["above the best, %"] = round(100 * (study.best_value / best - 1), 1)


class TestBlackBox:
    """The best habitat: proven, and by a black-box search until within 1 % of it."""

    @pytest.mark.benchmark(group="habitat to within 1 %")
    def test_optdesign(self, benchmark: Benchmark) -> None:
        once(benchmark, lambda: execute(make_case(load_problem("habitat"))))

    @pytest.mark.benchmark(group="a schedule to within 1 %")
    def test_optdesign_schedule(self, benchmark: Benchmark) -> None:
        once(benchmark, lambda: solve_phase(Phase(1.0, 1e6, np.inf, "work"), periods=120))

    @pytest.mark.parametrize("sampler", ["TPESampler", "CmaEsSampler", "RandomSampler"])
    @pytest.mark.benchmark(group="a schedule to within 1 %")
    def test_optuna_schedule(self, benchmark: Benchmark, sampler: str) -> None:
        """Power that grows by the share it spends on itself, in twenty stretches of time."""
        best = solve_phase(Phase(1.0, 1e6, np.inf, "work"), periods=120).horizon

        def value(shares: list[float], length: float) -> float:
            """Time until the work is done, with the shares of each stretch; penalized if never."""
            power, work, time = 1.0, 0.0, 0.0
            for share in [*shares, 0.0]:
                grown = power * np.exp(share * length)
                mean = power if share == 0 else (grown - power) / (share * length)
                rate = (1 - share) * mean
                if work + rate * length >= 1e6 or share == 0.0:
                    return time + (1e6 - work) / rate
                power, work, time = grown, work + rate * length, time + length
            return time

        black_box(benchmark, sampler, best, lambda trial: value(
            [trial.suggest_float(f"share{k}", 0, 1) for k in range(20)], best / 20))  # fmt: skip

    @pytest.mark.parametrize("sampler", ["TPESampler", "NSGAIISampler", "RandomSampler"])
    @pytest.mark.benchmark(group="habitat to within 1 %")
    def test_optuna(self, benchmark: Benchmark, sampler: str) -> None:
        from optdesign.formulations.habitat import read_assumptions
        from optdesign.physics.habitat_assessment import assess

        case = make_case(load_problem("habitat"))
        best = execute(case).solution.objective
        assert best is not None
        given = read_assumptions(case)

        def value(trial: Any) -> float:
            found = assess(
                trial.suggest_float("radius", 500, 2000),
                trial.suggest_float("soil_depth", 1.5, 4),
                trial.suggest_float("reflector_radius", 1000, 20_000),
                given,
            )
            excess = [
                0.8 - found["urban_gravity"],
                1 - found["light_ratio"],
                1 - found["cooling_ratio"],
            ]
            return float(found["energy_per_person"]) * (1 + 10 * sum(max(0, x) for x in excess))

        black_box(benchmark, sampler, best, value)


def knapsack(items: int) -> tuple[Any, list[Objective]]:
    """Two profits, two weights; drawn with a seed."""
    random = np.random.default_rng(1)
    profit, weight = random.integers(10, 100, (2, 2, items))
    model = pyo.ConcreteModel()
    model.x = pyo.Var(range(items), domain=pyo.Binary)
    model.rows = pyo.ConstraintList()
    for row in weight:
        total = sum(int(w) * model.x[k] for k, w in enumerate(row))
        model.rows.add(total <= int(row.sum() // 2))
    totals = [sum(int(p) * model.x[k] for k, p in enumerate(row)) for row in profit]
    return model, [Objective(f"f{k}", "max", expression=t) for k, t in enumerate(totals)]


class TestFront:
    """Every nondominated point of a knapsack of 40 items."""

    @pytest.mark.benchmark(group="front of a knapsack")
    def test_optdesign(self, benchmark: Benchmark) -> None:
        model, objectives = knapsack(40)
        front = once(benchmark, lambda: exact_front(model, objectives), rounds=1)
        benchmark.extra_info["points"] = len(front.points)

    @pytest.mark.benchmark(group="front of a knapsack")
    def test_epsilon_loop(self, benchmark: Benchmark) -> None:
        """Two stages a point, the next epsilon one better, on Pyomo's persistent solver."""
        model, (first, second) = knapsack(40)
        model.floor = pyo.Param(initialize=0.0, mutable=True)
        model.best = pyo.Param(initialize=0.0, mutable=True)
        model.least = pyo.Constraint(expr=second.expression >= model.floor)
        model.keep = pyo.Constraint(expr=first.expression >= model.best)
        model.one = pyo.Objective(expr=-first.expression)
        model.two = pyo.Objective(expr=-second.expression)
        solver = pyo.SolverFactory("appsi_highs")

        def work() -> int:
            points = 0
            model.floor = 0.0
            while True:
                model.best = 0.0
                model.one.activate()
                model.two.deactivate()
                found = solver.solve(model, load_solutions=False)
                if found.solver.termination_condition != pyo.TerminationCondition.optimal:
                    return points
                solver.load_vars()
                model.best = round(pyo.value(first.expression))
                model.one.deactivate()
                model.two.activate()
                solver.solve(model)
                model.floor = round(pyo.value(second.expression)) + 1
                points += 1

        benchmark.extra_info["points"] = once(benchmark, work, rounds=1)
