"use strict";

// Everything is on the page already: this only chooses which step of each failure is seen.
(() => {
    const failures = new Map();
    let active = null;

    const show = (failure, index) => {
        const state = failures.get(failure);
        const hadFocus = state.steps[state.index].contains(document.activeElement);
        state.index = Math.max(0, Math.min(index, state.steps.length - 1));
        state.steps.forEach((step, number) => { step.hidden = number !== state.index; });
        const step = state.steps[state.index];
        // What is hidden cannot keep the focus, and the keys belong to whatever has it.
        if (hadFocus) step.focus({ preventScroll: true });
        for (const row of state.rows) row.removeAttribute("aria-current");
        const row = state.rows.find((row) => row.getAttribute("href") === "#" + step.id);
        if (row) {
            row.setAttribute("aria-current", "step");
            scrollInto(failure.querySelector(".lanes"), row);
        }
        const choice = step.querySelector(".choice").textContent;
        state.position.textContent = step.querySelector(".count").textContent;
        state.position.setAttribute("aria-label", state.position.textContent + ": " + choice);
        for (const button of state.buttons) {
            const isAtEnd = ["first", "back"].includes(button.dataset.go)
                ? state.index === 0 : state.index === state.steps.length - 1;
            // It keeps the focus: a disabled button would lose it.
            button.setAttribute("aria-disabled", String(isAtEnd));
        }
        active = failure;
    };

    // Moves the picture alone, never the page.
    const scrollInto = (lanes, row) => {
        const ground = row.querySelector(".ground");
        const top = Number(ground.getAttribute("y"));
        const height = Number(ground.getAttribute("height"));
        const head = lanes.querySelector(".heads").getBoundingClientRect().height;
        const visible = lanes.clientHeight - head;
        if (top < lanes.scrollTop) lanes.scrollTop = top;
        else if (top + height > lanes.scrollTop + visible) lanes.scrollTop = top + height - visible;
    };

    const go = (failure, where) => {
        const state = failures.get(failure);
        const target = { first: 0, back: state.index - 1, on: state.index + 1, last: state.steps.length - 1 }[where];
        show(failure, target);
        // The address leads back to this step, and no step is one more page to go back through.
        try { history.replaceState(null, "", "#" + state.steps[state.index].id); } catch { /* Some viewers forbid it. */ }
    };

    const follow = () => {
        let id = location.hash.slice(1);
        try { id = decodeURIComponent(id); } catch { /* Then it is meant as it stands. */ }
        const target = id && document.getElementById(id);
        const failure = target && target.closest(".failure");
        if (!failure) return;
        failure.open = true;
        const state = failures.get(failure);
        const index = state ? state.steps.indexOf(target) : -1;
        if (index >= 0) {
            show(failure, index);
            failure.querySelector(".stepper").scrollIntoView({ block: "start" });
            target.focus({ preventScroll: true });
        } else {
            failure.scrollIntoView();
            active = failures.has(failure) ? failure : active;
        }
    };

    document.documentElement.classList.add("js");
    for (const element of document.querySelectorAll(".scripted")) element.hidden = false;
    for (const failure of document.querySelectorAll(".failure")) {
        const steps = [...failure.querySelectorAll(".step")];
        if (steps.length === 0) continue;
        const controls = failure.querySelector(".controls");
        controls.hidden = false;
        const buttons = [...controls.querySelectorAll("button")];
        failures.set(failure, {
            steps, buttons, rows: [...failure.querySelectorAll(".swim-row")],
            position: controls.querySelector(".position"), index: 0,
        });
        for (const button of buttons) button.addEventListener("click", () => go(failure, button.dataset.go));
        failure.addEventListener("toggle", () => {
            if (failure.open) show(failure, failures.get(failure).index);
        });
        const violating = steps.findIndex((step) => step.classList.contains("current"));
        show(failure, violating >= 0 ? violating : steps.length - 1);
    }
    active = [...failures.keys()].find((failure) => failure.open) ?? null;

    const keys = { ArrowLeft: "back", ArrowRight: "on", Home: "first", End: "last" };
    document.addEventListener("keydown", (event) => {
        const where = keys[event.key];
        if (!where || event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
        const target = event.target instanceof Element ? event.target : document.body;
        // What can be scrolled keeps its keys.
        if (target.closest(".lanes, .scroll, pre")) return;
        const inside = target.closest(".failure");
        const isPage = target === document.body || target === document.documentElement;
        const failure = failures.has(inside) ? inside : isPage ? active : null;
        if (!failure || !failure.open || (isPage && !event.key.startsWith("Arrow"))) return;
        event.preventDefault();
        go(failure, where);
    });
    window.addEventListener("hashchange", follow);
    follow();
})();
