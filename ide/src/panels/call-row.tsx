import { spanOf } from "../calls/span";
import type { Call } from "../calls/told-calls";
import { describeTime, isFailed, milliseconds, remarks } from "../calls/wording";

interface Props {
  readonly call: Call;
  readonly wholeMs: number;
}

/** One call: what was asked, when, and how long it took; below it what is unusual about it. */
export function CallRow({ call, wholeMs }: Props) {
  const { left, width } = spanOf(call, wholeMs);
  const time = describeTime(call);
  const unusual = remarks(call);
  return (
    <li className="call" data-source={call.source}>
      <span className="call-kind">{call.kind}</span>
      <span className="call-track" role="img" aria-label={time} title={time}>
        <span
          className={isFailed(call) ? "call-bar is-failed" : "call-bar"}
          style={{ left: `${left}%`, width: `${width}%` }}
        />
      </span>
      <span className="call-time">{milliseconds(call.durationMs)}</span>
      {isFailed(call) && <strong className="call-failure">Failed: {call.outcome}</strong>}
      {unusual !== "" && <span className="call-remarks">{unusual}</span>}
    </li>
  );
}
