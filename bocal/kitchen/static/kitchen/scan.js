// Read a crate's QR code with the camera, where the browser knows how. Typing, or a scanner that types, always works.
const panel = document.querySelector("[data-scan]");
const field = panel && document.getElementById(panel.dataset.scan);
const open = panel?.querySelector("button");
const video = panel?.querySelector("video");
const no = document.querySelector("[data-no-camera]");

if (open && field && "BarcodeDetector" in window && navigator.mediaDevices?.getUserMedia) {
  panel.hidden = false;
  let stream = null;
  const close = () => {
    stream?.getTracks().forEach((track) => track.stop());
    stream = null;
    video.hidden = true;
  };
  const look = async (detector) => {
    if (!stream) return;
    const [found] = await detector.detect(video).catch(() => []);
    if (!found) return void setTimeout(look, 150, detector);
    field.value = found.rawValue;
    close();
    // The weight is what comes next.
    const next = field.form?.querySelector("[name$=quantity]");
    (next ?? field).focus();
    navigator.vibrate?.(60);
  };
  open.addEventListener("click", async () => {
    if (stream) return close();
    try {
      stream = await navigator.mediaDevices.getUserMedia({ video: { facingMode: "environment" } });
    } catch {
      panel.hidden = true;
      // Refused, taken by another page, or none there: say it, and go on by hand.
      no.hidden = false;
      return field.focus();
    }
    video.srcObject = stream;
    video.hidden = false;
    await video.play();
    look(new BarcodeDetector({ formats: ["qr_code", "data_matrix", "code_128", "ean_13"] }));
  });
  addEventListener("pagehide", close);
}
// A scanner ends with Enter: the weight comes next, nothing is sent yet.
field?.addEventListener("keydown", (event) => {
  const next = field.form?.querySelector("[name$=quantity]");
  if (event.key !== "Enter" || !next || next.value) return;
  event.preventDefault();
  next.focus();
});
