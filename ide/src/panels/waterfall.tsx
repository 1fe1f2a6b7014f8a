import { countSources, sourceLabel } from "../calls/sources";
import type { ToldCalls } from "../calls/told-calls";
import { milliseconds, summarize } from "../calls/wording";
import { CallRow } from "./call-row";

/** The calls behind an answer, in the order in which they were asked, over the time that it took. */
export function Waterfall({ told }: { told: ToldCalls }) {
  const { calls, durationMs } = told;
  return (
    <>
      <p className="calls-summary">{summarize(told)}</p>
      {calls.length > 0 && (
        <>
          <ul className="calls-legend" aria-label="Where the answers came from">
            {countSources(calls).map(({ source, count }) => (
              <li key={source} data-source={source}>
                {count} {sourceLabel(source)}
              </li>
            ))}
          </ul>
          <div className="waterfall">
            <div className="calls-axis" aria-hidden="true">
              <span>0</span>
              <span>{milliseconds(durationMs)}</span>
            </div>
            <ol aria-label="Calls">
              {calls.map((call, index) => (
                <CallRow key={index} call={call} wholeMs={durationMs} />
              ))}
            </ol>
          </div>
        </>
      )}
    </>
  );
}
