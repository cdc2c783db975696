#include "moengage/requests.h"

#include "base/encoding.h"

namespace segctl::moengage {
http::Request make_request(const Connection& connection, http::Method method,
                           const std::string& path, std::string body) {
  http::Request request;
  request.method = method;
  request.url = connection.endpoint + path;
  request.headers = {
      {"Authorization", "Basic " + base64(connection.workspace_id + ":" + connection.api_key)},
      {"MOE-APPKEY", connection.workspace_id},
      {"Content-Type", "application/json"}};
  if (!connection.db_name.empty()) request.headers.push_back({"MOE-DBNAME", connection.db_name});
  request.body = std::move(body);
  return request;
}

std::string path_step(std::string_view id) {
  if (id == ".") return "%2E";
  return id == ".." ? "%2E%2E" : percent_encoded(id);
}

}  // namespace segctl::moengage
