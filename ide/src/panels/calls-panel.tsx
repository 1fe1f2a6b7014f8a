import { type GraphiQLPlugin, useGraphiQL } from "@graphiql/react";
import { useEffect, useMemo } from "react";
import { setAsking, useAsking } from "../calls/asking";
import { readCalls } from "../calls/told-calls";
import { CallsIcon } from "./calls-icon";
import { Waterfall } from "./waterfall";

/** What the answer of the tab took, and the switch that has answers tell. */
function CallsPanel() {
  const asking = useAsking();
  const answer = useGraphiQL(({ tabs, activeTabIndex }) => tabs[activeTabIndex]?.response ?? "");
  const isFetching = useGraphiQL((state) => state.isFetching);
  const told = useMemo(() => readCalls(answer), [answer]);
  // Whoever opens the panel wants to know; whoever has said no is not asked again in this tab.
  useEffect(() => {
    if (asking === null) setAsking(true);
  }, [asking]);
  return (
    <section className="calls" aria-label="Calls">
      <h2>Calls</h2>
      <p className="calls-lead">What the gateway asked of the Partner API for the answer at hand.</p>
      <label className="calls-switch">
        <input
          type="checkbox"
          checked={asking === true}
          onChange={(event) => setAsking(event.currentTarget.checked)}
        />
        Ask what each answer takes
      </label>
      <p className="calls-note">
        Stays ticked in this browser tab. Answers that tell are made anew each time, never taken whole from the cache.
      </p>
      {told === null ? (
        <p className="calls-lead">{hint(asking === true, isFetching, answer !== "")}</p>
      ) : (
        <Waterfall told={told} />
      )}
    </section>
  );
}

/** What to do where there is nothing to draw. */
function hint(isAsking: boolean, isFetching: boolean, isAnswered: boolean): string {
  if (isFetching) return "Waiting for the answer.";
  if (!isAsking) return "Tick the box and run an operation to see its calls here.";
  if (!isAnswered) return "Run an operation to see its calls here.";
  return (
    "This answer does not tell. Run the operation again if you ticked the box after it. Subscriptions never tell, " +
    "nor does what was refused unread; in production only administrators and staff may know."
  );
}

export const CALLS_PANEL: GraphiQLPlugin = {
  title: "Calls to the Partner API",
  icon: CallsIcon,
  content: CallsPanel,
};
