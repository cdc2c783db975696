#include "report/json_price.h"

namespace segctl::report {
namespace {

Document time_or_null(const std::optional<Timestamp>& time) {
  return time ? Document(format_utc(*time)) : Document(nullptr);
}

Document windows_json(const std::vector<plan::WindowUse>& windows) {
  Document list = Document::array();
  for (const plan::WindowUse& window : windows) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(window.length).count();
    list.push_back({{"setting", window.setting},
                    {"seconds", seconds},
                    {"allowed", window.allowed},
                    {"used", window.used}});
  }
  return list;
}

Document batches_json(const std::vector<plan::Batch>& batches) {
  Document list = Document::array();
  for (const plan::Batch& batch : batches) {
    list.push_back({{"at", format_utc(batch.at)}, {"count", batch.count}});
  }
  return list;
}

Document meter_json(const plan::MeterPrice& meter) {
  return {{"limit", quota::meter_word(meter.meter)},
          {"count", meter.count},
          {"left_now", meter.left ? Document(*meter.left) : Document(nullptr)},
          {"closed_until", time_or_null(meter.closed_until)},
          {"batches", batches_json(meter.batches)},
          {"windows", windows_json(meter.windows)}};
}

Document last_json(const std::optional<plan::LastStep>& last) {
  if (!last) return nullptr;
  return {{"at", format_utc(last->at)},
          {"key", last->key.str()},
          {"name", last->name.str()},
          {"action", last->action},
          {"limit", quota::meter_word(last->meter)}};
}

}  // namespace

Document price_json(const std::optional<plan::Price>& price) {
  if (!price) return nullptr;
  Document limits = Document::array();
  for (const plan::MeterPrice& meter : price->meters) limits.push_back(meter_json(meter));
  return {{"at", format_utc(price->at)},
          {"limits", limits},
          {"last", last_json(price->last)},
          {"never", price->never}};
}

}  // namespace segctl::report
