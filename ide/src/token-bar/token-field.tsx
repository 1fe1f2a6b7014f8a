import { CloseIcon, CopyIcon } from "@graphiql/react";
import { type InputEvent, type KeyboardEvent, useEffect, useState } from "react";
import { useSessionState } from "../session/session-context";

/** The bearer token: taken over when pasted, on Enter, and when the field is left. */
export function TokenField() {
  const { token, setToken, isRemembered, setRemembered } = useSessionState();
  const [draft, setDraft] = useState(token);
  useEffect(() => setDraft(token), [token]);

  const commit = (text: string) => {
    if (text !== token) setToken(text);
  };
  const onInput = (event: InputEvent<HTMLInputElement>) => {
    const text = event.currentTarget.value;
    setDraft(text);
    if (event.nativeEvent.inputType === "insertFromPaste") commit(text);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "Enter") commit(draft);
    if (event.key === "Escape") setDraft(token);
  };

  return (
    <div className="token-field">
      <div className="token-input">
        <label htmlFor="token">Bearer token</label>
        <input
          id="token"
          type="password"
          autoComplete="off"
          spellCheck={false}
          placeholder="Paste a token"
          value={draft}
          onInput={onInput}
          onKeyDown={onKeyDown}
          onBlur={() => commit(draft)}
        />
        {token !== "" && (
          <>
            <button
              type="button"
              title="Copy the token"
              aria-label="Copy the token"
              onClick={() => void navigator.clipboard?.writeText(token)}
            >
              <CopyIcon aria-hidden="true" />
            </button>
            <button
              type="button"
              title="Forget the token"
              aria-label="Forget the token"
              onClick={() => setToken("")}
            >
              <CloseIcon aria-hidden="true" />
            </button>
          </>
        )}
      </div>
      <label className="token-remember" title="Keeps the token in this browser until it is forgotten. Otherwise it ends with this tab.">
        <input
          type="checkbox"
          checked={isRemembered}
          onChange={(event) => setRemembered(event.currentTarget.checked)}
        />
        Remember on this device
      </label>
    </div>
  );
}
